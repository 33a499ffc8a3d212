"""What `docs/outcomes/mood-model.md` says around its tables; names in braces are computed."""

from typing import Final

METHOD: Final = """\
# The model of mood

How `morrow predict` computes an answer, what its numbers rest on, and where it is no better than a
table of means. Every table here is computed by `python -m tests.outcomes.mood.documents`; a test in
`script/long` fails while the page says anything else. Data, errors, rivals and scores are explained in
[Trials as data](trial-data.md). No code path leads from here to an order, a limit or a judgement of risk.

## Structure

1. **Concentrations.** Each dose, by the assembled racemic model, or Perez-Ruixo's by nose, of an adult of
   70 kg where no mean weight is given. A dose under the skin is taken as one into the muscle.
2. **Relative drive** theta = x/(1 + x) at the effect site, x the S-ketamine equivalents over 0.51 nmol/mL.
   The scale is a choice (sensitivity below).
3. **Latent state** M: two first-order filters behind theta, with the half-lives `onset_h` and `offset_d`, in
   multiples of its own peak after 0.5 mg/kg over 40 min. Doses add.
4. **Share of symptoms lifted** u, with 1 - u = exp(-(Lc + Ld) w). The control lifts
   Lc = sum of -ln(1 - a) (1 - 2^(-t/`control_h`)) over what acts at once (saline, midazolam, spray, hospital,
   open) + sum of -ln(1 - b) (1 - 2^(-t/`drift_d`)) over what acts by weeks (drift or antidepressant, ect). The
   drug lifts Ld = [-ln(1 - `emax` M/(`m50` + M)) - ln(1 - `early`) E] f, where E is theta behind a filter of
   one hour (*ours*) over its own peak after the reference dose: what is felt while the drug is in the blood; f multiplies the factors of population, route and new
   antidepressant. w is `clinic` and `ideation`. A placebo of unsaid kind is half saline, half midazolam;
   an unsaid antidepressant is a half.
5. **Patients** scatter about u normally, with SD^2 = `spread`^2 + `spread_amid`^2 4u(1 - u). A mean is
   baseline (1 - u), a change -baseline u, a difference -baseline (u - u'). Response is u of at least a half,
   remission a score under a limit, with the scatter of baselines; or as `definition` says: `>=50%` is a fall by
   half, `<=50%` half of the baseline left, `<=10` a score. An unprinted baseline is MADRS 34.5 by the crosswalk.
6. **Relapse**: of those over the limit a day after the last dose (or, well at the start, at hour 0), the part
   under it later, two ratings of one patient being correlated by `stays` 2^(-days/`drifts_d`). `>=22` is a
   score, `>=50%` half of the baseline left, `<50%` less than half lifted. It is the part below at a visit, not
   the part that ever was: the correlation was fitted to numbers of both kinds.

## Terms

A prior is normal on the log scale (times, factors) or the logit scale (shares); its SD is on that scale.
*Taken* is the part of the prior's SD that the data took away: near 0 % the posterior is the prior's word.
*Moved* is how far the mode lies from the prior's middle, in prior SDs: beyond 2, prior and data disagree.

{terms}

Sources of the priors:

{sources}

The middles of the control's priors came from reading these same trials: data are used twice there. Their
SDs of 0.6 to 0.7 on the logit scale are wide beside what the data say, except for saline.
"""

FIT: Final = """\
## Fit

- **Stage 1**, double-blind scores: drug, control, populations, patients. **Stage 2**, open trials and clinics,
  with stage 1 held at its mode: `open`, `clinic`, `ect`. An open number shows drug and expectancy together, so
  it must not inform the drug: no drug term is free in stage 2, and a test fits with and without open numbers
  and finds the drug equal bit for bit. A trial that does not say how it was blinded goes with the open ones.
  **Stage 3**, relapses: `stays`, `drifts_d`, all else held. Uncertainty of a held stage is not carried
  into the next, but into the predictions.
- **Likelihood**: a number less its expectation, over its standard error, is Student t with 4 degrees of
  freedom, so that a number far off pulls less. To a percentage's error 4 points are added, for what a normal
  scatter gets wrong; to that of a score with an unprinted baseline 12 % of it (all *ours*). A secondary copy
  counts half. Numbers of the same patients at one time about one thing share one weight; numbers at several
  times do not, though they hang together.
- **Between trials**: each trial multiplies Lc and Ld by effects of its own, normal on the log scale. Their SDs
  are chosen by Laplace's approximation of the marginal likelihood, with a prior about 0.35:
  {between}.
  In stage 3 they stay at 0.35. Their own uncertainty is left out.
- **Posterior**: mode and curvature (Gauss-Newton), 400 draws, in `mood.json` with the hash of the inputs;
  predictions refuse to run once an input has changed, and a test makes the file anew.
- **Interval**: for each draw five trials with effects of their own, and of each what n patients would print:
  binomial or normal, with the misfit, the unprinted baseline and the Student t of the likelihood; from the 10th
  to the 90th percentile, and never without the expectation. Each thing that the tables leave empty, and each
  baseline that had to cross to another scale, makes the SDs between trials 15 % wider (*ours*: no table prints
  the error of its crosswalk) and is said in `why`; an unknown n is 8, which nine arms in ten of the set reach.
  A scale that is not about depression, or a score without a crosswalk, has 1.5 times the width. Percentages end
  at 0 and 100, means at 0.
- **Empty cells**: beside that, the question is asked again with each empty cell filled by its usual values, one
  cell and then two, up to 24 times, and the interval is as wide as the widest of those. So no empty cell looks
  surer than a filled one; where more than about three are empty, not every combination is asked. Whether an
  antidepressant was begun, the weight beside a dose in mg and what counted as relapse widen by this alone.
- **No answer**, with why: a measure that is not known as a scale of depression, suicidality, anxiety, PTSD or
  OCD (what falls there may rise here); pressure or dissociation of ECT or another drug, dissociation under
  anaesthesia, or either later than 24 h after a dose (*ours*); relapse of suicidal thoughts; a mean age
  below 18; a baseline above the top of its scale; a score later than a year, a relapse later than two (*ours*).
  Scores later than 111 days and relapses later than 273, the latest of the set, are 15 % wider and say so.
- **No term**: age, the set that was analysed, anaesthesia, what a comparator does to a relapse. Each is said;
  a mean age of 65 or more and anaesthesia widen by 15 %. The set holds numbers of adults and of both kinds
  of analysis, so the spread between trials holds their difference already.

## Is the posterior normal?

JᵀJ leaves out the curvature of the Student t. Stage 1 again, by a numerical Hessian and by a random walk
(Metropolis, 40,000 steps, seed 1; its own error is about 0.2 SD). The mean is in Laplace SDs from the mode.
No SD is off by more than a third, no mean by more than about half an SD; `spray` lies too high and
`spread_amid` too low, and the interval of `onset_h` is too wide.

{laplace}

## What the data can tell

{related}

What they cannot tell:

- **K against M50.** Scaling drive and `m50` together changes almost nothing (sensitivity): K is fixed.
- **Gain against `emax`.** M is divided by its own peak, so that no gain is left.
- **S against R.** Potencies at the NMDA receptor are taken from binding; no trial of the set gives R-ketamine.
- **Tolerance against drift of the placebo.** Later doses add less, or controls catch up: both fit.
- **HNK.** No metabolite's own effect can be seen in trial means.
- **`bipolar`, `stays`**: no number, or too few, bears on them. `drift`, `saline`, `control_h`, `onset_h`,
  `offset_d`, `ptsd` and `ocd` are mostly their priors. `drifts_d` lies far down: relapse comes sooner
  than the slow waning of the mean allows, so patients have to drift.
- **How fast the effect wanes.** `m50` still stands below its prior's middle: Hu 2016, 92 % responders four weeks
  after one dose, and much of what is seen at a week ask for an effect that lasts, where pooled single infusions
  lose 2.5 points from day 1 to day 7. The early hours no longer do (`early`, below).
"""

SCORES: Final = """\
## Leave one family out

{overall}

{ratios}

By statistic:

{by_statistic}

By family:

{by_family}

**These scores are optimistic.** The structure was revised four times after looking at leave-one-family-out
errors of this same set: scales of suicidal thoughts got a factor of their own; relapses moved to a stage of
their own; far numbers pull less (Student t); the priors of onset and of care in crisis were changed. The
first draft's ratio to cell means was 0.91 (0.64 to 1.23), the next 0.99 (0.79 to 1.21), the last before a
review 0.77 (0.59 to 0.98). That review mended readings and intervals for reasons of principle; the ratio
was 0.77 (0.59 to 0.99) then. It also found that scores of the first hours pulled `m50` 3.5 prior SDs down, so
that a single dose hardly waned for two weeks. They were given a term of their own, `early`, for a reason of
principle: `m50`, `onset_h` and `control_h` came back towards their priors, intervals became sharper, and the
ratio became 0.80 (0.61 to 1.05), whose interval holds 1, with a coverage of 85 % and an interval score of 14.37.
Since then empty cells widen intervals by what they might have held. Most trials of the set do not say whether an
antidepressant was begun, nor how heavy patients were: coverage and score rose to those above, so that the
intervals of the set are wider than its numbers need. A wider spread moves the middle a little too: the ratio
went from 0.80 to 0.81. Only trials outside the set can say what it is worth.

Where it does not beat the better rival (error/SE):

{worse}

Against the meta-regression the interval of the ratio holds 1: **it is not shown to be better than that.**
Reasons that we see: a trial that lies far from all (Zolghadriha, Hu) is missed by any model of the others; the
clinic series rest on one factor, learnt from a single series when the other is left out; relapse hangs on
eleven numbers; SUSTAIN-2 printed one number with a standard error of 0.3 points.

## Sensitivity

*Drug at 24 h* and *at 14 d*: points of MADRS, ketamine 0.5 mg/kg once less midazolam, 40 patients, baseline
33. *Response, three open*: percent, 0.5 to 0.75 mg/kg three times, open, on day 12.

{sensitivity}

## Where this falls short

- Acute effects (pressure, dissociation) are not fitted here: published anchors, with spreads of ours.
- What an arm that begins well scores later is not told; only its relapses are.
- What another drug than ketamine does is not known: such an arm is a placebo, and `why` says so.
- A median of days widens twice for differences between trials: by their effects, and by 0.5 on the log scale.
- Responders at risk are half of an arm, whatever the model expects of it; `twice` is read as once.
- A trial with two kinds of control is read by the first that its table names.
- Arms of one trial share its effects; trials of one programme, and pools with their parts, do not.
"""

PARTS: Final = (METHOD, FIT, SCORES)
