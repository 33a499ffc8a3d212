"""From dose to mood: a notebook.  Open it with `marimo edit`, or run it as a program."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="From dose to mood")

with app.setup:
    from pathlib import Path

    import marimo as mo
    import numpy as np
    from matplotlib.figure import Figure

    from morrow import pharmacology as pk
    from morrow.outcomes import answer, read_questions
    from morrow.outcomes.forecast import Course, Given, Score, Split, forecast
    from morrow.outcomes.mood.frozen import frozen
    from morrow.outcomes.mood.predictor import MoodModel
    from morrow.pharmacology import (
        Drug,
        Patient,
        Regimen,
        Route,
        biophase,
        fast,
        models,
        plasticity,
    )

    EXAMPLES = Path(__file__).resolve().parent.parent / "pharmacology" / "examples"
    DAY_MIN = 1440.0
    COURSE_DAYS = (0, 2, 4, 7, 9, 11)
    INK, OTHER = "#0c5c63", "#a3211a"
    patient = Patient(weight_kg=70)
    single = Regimen(drug=Drug.KETAMINE, doses=(pk.infusion(amount_mg=35, over_min=40),))
    assembled = models.ALL["assembled_racemic"]

    def panel(xlabel, ylabel):
        """The axes of a figure with one panel."""
        axes = Figure(figsize=(9, 3), layout="constrained").subplots()
        axes.set(xlabel=xlabel, ylabel=ylabel)
        return axes

    def shown(axes):
        """The figure, from 0 upwards and with its legend."""
        axes.set_ylim(bottom=0)
        axes.legend(fontsize=8)
        return axes.figure


@app.cell
def _():
    mo.md("""
    # From dose to mood

    Racemic ketamine, 0.5 mg/kg over 40 min, in an adult of 70 kg: from plasma to the effect site,
    from there to a latent state that outlasts the drug, and from that to what a trial prints and
    what one patient may score. Each step says what it stands on. **These are models: they inform,
    and decide nothing.**
    """)


@app.cell
def _():
    mo.md("""
    ## 1. Two models against what was measured

    S-ketamine given alone. On the left arterial plasma during three steps of an hour (Kamp 2020), on
    the right venous plasma during and after 10 mg in 30 min (Otto 2021). An arterial and a venous
    model, each against both. While a pump runs, arterial plasma exceeds venous: at the end of the
    infusion each model meets the site that it was made with, and misses the other. An hour later the
    sites agree, and so do the models. Compare what was measured with a model of its own site.
    """)


@app.cell
def _():
    def seen_and_said(study, model):
        """Minutes, observed and predicted S-ketamine; each (observations,), in one unit."""
        rows = [
            each
            for each in pk.compared()
            if each.model == model
            and each.observation.study == study
            and each.observation.compound == "S-ketamine"
            and each.observation.metric == "conc"
            and not each.observation.dose.startswith("racemic")
        ]
        return np.array([(r.observation.time_min, r.observation.mean, r.predicted) for r in rows]).T

    sites = {
        "arterial (Kamp 2020), nmol/mL": "Kamp_2020_BJA",
        "venous (Otto 2021), ng/mL": "Otto_2021_CHDR1311",
    }
    two = {"kamp_2020_meta": INK, "otto_2021": OTHER}
    figure_1 = Figure(figsize=(9, 3.5), layout="constrained")
    ends = {"Kamp_2020_BJA": 180, "Otto_2021_CHDR1311": 30}  # min, when the pump stops
    ratios = {}
    for axes, (title, study) in zip(figure_1.subplots(1, 2), sites.items(), strict=True):
        for model_name, colour in two.items():
            minutes, observed, predicted = seen_and_said(study, model_name)
            sampling = models.ALL[model_name].sampling
            ratio = float((predicted / observed)[minutes == ends[study]][0])
            named = f"{model_name} ({sampling}), {ratio:.2f} of observed at the end"
            axes.plot(minutes, predicted, color=colour, label=named)
            ratios[model_name, study] = ratio
        axes.plot(minutes, observed, "o", color="black", label="observed")
        axes.set(title=title, xlabel="min", ylim=(0, 1.7 * observed.max()))
        axes.legend(fontsize=8)
    figure_1
    return (ratios,)


@app.cell
def _():
    mo.md("""
    ## 2. The relative drive, and how much hangs on its scale

    Enantiomers and norketamines at the effect site, weighted by relative affinity, over a scale. The
    scale is the S-ketamine at which perception changes half-maximally (Olofsen 2022, 95 % interval
    0.38 to 0.66 nmol/mL). It is an index and a choice, no share of receptors.
    """)


@app.cell
def _():
    drive_min = np.arange(0.0, 361.0, 2.0)
    effect_site = biophase.at_effect_site(
        assembled, patient, single, drive_min, half_life_min=biophase.EQUILIBRATION_MIN[1]
    )
    drives = {
        scale: biophase.relative_drive(effect_site, c50_nmol_per_ml=scale)
        for scale in biophase.C50_NMOL_PER_ML
    }
    axes_2 = panel("hours", "relative drive")
    for scale, drive in drives.items():
        axes_2.plot(drive_min / 60, drive, label=f"scale {scale} nmol/mL")
    shown(axes_2)
    return (drives,)


@app.cell
def _():
    mo.md("""
    ## 3. A latent state that outlasts the drug

    Two slow filters behind the drive, in multiples of the peak after one usual dose. Onset and loss
    are the calibrated half-lives. Three scales of the drive, three lines, and they lie upon one
    another but for the first hours: the reference dose is measured on the same scale, so that its
    choice cancels.
    """)


@app.cell
def _(drives):
    terms = frozen().summary
    rates = {
        "kon_per_min": np.log(2) / (60 * terms["onset_h"]["posterior"]),
        "koff_per_min": np.log(2) / (DAY_MIN * terms["offset_d"]["posterior"]),
    }
    days = np.arange(0.0, 43.0, 0.25)
    latent = {}
    for c50 in drives:
        found = plasticity.exposure(
            assembled, patient, single.repeated(COURSE_DAYS), c50_nmol_per_ml=c50
        )
        peak = plasticity.reference_peak(**rates, c50_nmol_per_ml=c50)
        latent[c50] = found.latent(days * DAY_MIN, **rates) / peak
    axes_3 = panel("days", "latent state (peaks of one dose)")
    for c50, state in latent.items():
        axes_3.plot(days, state, label=f"{c50} nmol/mL")
    axes_3.vlines(COURSE_DAYS, 0, 0.3, color=OTHER, label="infusions")
    shown(axes_3)
    return days, latent


@app.cell
def _():
    text_4 = mo.md("""
    ## 4. Between patients

    What 80 % of 200 patients lie between, with the published variation. What has no published
    variation does not vary here, so a band is narrower than life.
    """)
    band = pk.simulate_band(assembled, patient, single, np.arange(0, 241, 4), patients=200, seed=1)
    hours = band.trace.time_min / 60
    axes_4 = panel("hours", "ng/mL (arterial plasma)")
    for compound, shade in (("S-ketamine", INK), ("S-norketamine", OTHER)):
        axes_4.plot(hours, band.trace.ng_per_ml[compound], color=shade, label=compound)
        axes_4.fill_between(hours, band.low[compound], band.high[compound], color=shade, alpha=0.15)
    mo.vstack([text_4, shown(axes_4)])
    return (band,)


@app.cell
def _():
    mo.md("""
    ## 5. Ten thousand patients

    The fast tier plays kinetics, drive and filters for many patients at once. Typical values are
    Kamp's. That six parameters vary by 30 %, the scale of the drive (0.12 mg/L) and the two filters
    (4 h, 12 days) are **assumed here**, to show the call. numpy always runs it; compiled kernels do,
    five times as fast, once `fast.warm_up()` has brought them up.
    """)


@app.cell
def _():
    count = 10_000
    typical = models.ALL["kamp_2020_meta"].typical(patient)
    rng = np.random.default_rng(1)
    names = ("CL", "V1", "Q2", "V2", "Q3", "V3")
    drawn = {name: typical[name] * np.exp(0.29 * rng.standard_normal(count)) for name in names}
    kinetics = fast.Mammillary(**{name.lower(): values for name, values in drawn.items()})
    slow = np.log(2) / np.array([[240.0], [12 * DAY_MIN]])
    problem = fast.Problem(
        modes=fast.one_drug(kinetics, np.full(count, typical["ke0"])),
        schedules=(
            fast.Schedule(
                start=np.array(COURSE_DAYS) * DAY_MIN,
                duration=np.full(6, 40.0),
                amount=np.full(6, 35.0),
            ),
        ),
        effect=fast.Effect(
            drive=fast.Drive.OCCUPANCY,
            parameters=np.array([[0.12]]),
            inflow=slow,
            outflow=slow,
        ),
        samples=np.array([20.0, 40.0, 60.0, 120.0]),
        outcomes=np.array([1.0, 7.0, 12.0, 26.0]) * DAY_MIN,
    )
    fast.warm_up()
    curves = fast.simulate(problem)
    percentiles = np.percentile(1000 * curves.concentration[:, 0], [10, 50, 90], axis=0)
    mo.ui.table(
        [
            {"min": minute, "10 %": low, "median": mid, "90 %": high}
            for minute, (low, mid, high) in zip(
                problem.samples.tolist(), percentiles.T.round(1).tolist(), strict=True
            )
        ],
        label=f"ketamine, ng/mL, {count:,} patients on {curves.tier}",
    )
    return curves, percentiles


@app.cell
def _():
    text_6 = mo.md("""
    ## 6. What a planned trial may print

    The tables of the tutorial: two arms of 30, six infusions. An interval is for the printed number
    of such a trial; eight in ten should lie inside.
    """)
    tables = {
        part: (f"{part}.csv", (EXAMPLES / f"{part}.csv").read_bytes())
        for part in ("trials", "arms")
    }
    asked = read_questions(**tables, asks=("ask.csv", (EXAMPLES / "ask.csv").read_bytes()))
    answers = answer(asked, MoodModel(frozen()))
    columns = ("arm_id", "time_h", "measure", "statistic", "value", "low80", "high80", "why")
    mo.vstack([text_6, mo.ui.table([{name: row[name] for name in columns} for row in answers])])
    return (answers,)


@app.cell
def _():
    text_7 = mo.md("""
    ## 7. One patient

    Began at 34 points (MADRS), six infusions, three scores. Bands hold half and 80 % of the scores
    that would be taken. They have **not yet been checked on real patients**.
    """)
    doses = tuple(
        Given(day=day, drug=Drug.KETAMINE, route=Route.IV, mg=35, minutes=40) for day in COURSE_DAYS
    )
    scores = tuple(Score(day=day, total=total) for day, total in ((1, 24), (5, 17), (12, 11)))
    one = Course(weight_kg=70, measure="MADRS", baseline=34, doses=doses, scores=scores)
    ahead = forecast(one, frozen(), until_day=40, review_day=14, lost_at=22, split=Split.BASE)
    axes_7 = panel("day", "MADRS")
    for lowest, highest, strength in ((0, 4, 0.15), (1, 3, 0.25)):
        axes_7.fill_between(
            ahead.days, ahead.score[:, lowest], ahead.score[:, highest], color=INK, alpha=strength
        )
    axes_7.plot(ahead.days, ahead.score[:, 2], color=INK, label="median forecast")
    axes_7.plot(
        [s.day for s in scores], [s.total for s in scores], "o", color="black", label="scored"
    )
    axes_7.axhline(22, color=OTHER, linewidth=0.8, label="response lost")
    axes_7.set(ylim=(0, 36), title=f"{ahead.note}; response by the review: {ahead.response_word}")
    mo.vstack([text_7, shown(axes_7)])
    return (ahead,)


if __name__ == "__main__":
    app.run()
