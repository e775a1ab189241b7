//! `loadtest planted`: the ordinary seeded runs over a server with one bug planted at a time; each must be caught.
