"""The model of mood: from the doses of an arm to what its patients score, and how surely.

    doses → relative drive → latent state (pharmacology) → share of symptoms lifted, on top of what
    a control of that kind lifts → means, responders, remitters, relapses

`terms` lists the free parameters with their priors; `points` turns an arm at a time into what the
model needs of it; `improvement` is the model; `expected` reads statistics off it; `fit` calibrates;
`frozen` keeps the result.
"""
