//! The arithmetic: what a gathering asks of nodes and of Redis, and what gives way first.

use super::figures::{Figures, Gathering};

/// What it comes to.
pub(super) struct Need {
    /// How many nodes, and what that follows from.
    pub(super) nodes: f64,
    pub(super) nodes_by: &'static str,
    /// How many Redises, each an installation of its own; none with the embedded store.
    pub(super) redises: f64,
    /// Seconds between two views of a phone while counts change.
    pub(super) beat: f64,
    /// Over all rooms.
    pub(super) ballots: f64,
    pub(super) views: f64,
    /// Cores of nodes while all vote, and while all come.
    pub(super) voting_cores: f64,
    pub(super) coming_cores: f64,
    /// In MiB, over all nodes.
    pub(super) memory: f64,
    /// In megabits a second, over all nodes, while all vote, and while all come.
    pub(super) voting_megabits: f64,
    pub(super) coming_megabits: f64,
    /// Cores of Redis, with batches as full as they can be, and with each ballot alone; and MiB.
    pub(super) redis_full: f64,
    pub(super) redis_alone: f64,
    pub(super) redis_memory: f64,
    /// How full each thing is, the fullest first.
    pub(super) loads: Vec<(&'static str, f64)>,
}

const MICROS: f64 = 1e-6;
const MEBI: f64 = 1024.0 * 1024.0;

/// Seconds between two views in a room of so many phones on a node, as `config::phone_beat` has it.
fn beat(figures: &Figures, seats: f64) -> f64 {
    let (small, large) = (figures.value("small_room"), figures.value("large_room"));
    let (quick, slow) = (figures.value("small_beat") / 1e3, figures.value("large_beat") / 1e3);
    quick + (slow - quick) * ((seats - small) / (large - small)).clamp(0.0, 1.0)
}

/// Phones of one room that a node can sweep within a beat: one task, so one core, whatever the node has.
pub(super) fn sweep_limit(figures: &Figures) -> f64 {
    figures.value("large_beat") / 1e3 / (figures.value("cpu_per_view") * MICROS)
}

/// What this gathering needs.
pub(super) fn need(figures: &Figures, gathering: &Gathering) -> Need {
    let Gathering { phones, rooms, voting, coming, on_redis, .. } = *gathering;
    let ballots = phones / voting;
    let of_nodes = |nodes: f64| {
        // Few rooms are spread over all nodes; many are each led to one.
        let spread = (nodes / rooms).max(1.0);
        let beat = beat(figures, phones / rooms / spread);
        // A phone is sent nothing that did not change: at most a view a beat, and at most one for each ballot of its room.
        let views = phones * (1.0 / beat).min(ballots / rooms);
        let cores = (views * figures.value("cpu_per_view") + ballots * figures.value("cpu_per_ballot")) * MICROS;
        (spread, beat, views, cores)
    };
    let coming_cores = phones / coming * figures.value("cpu_per_join") * MICROS;
    let coming_bytes = phones / coming * (figures.value("bytes_of_page") + figures.value("bytes_of_script")) * 1024.0;
    let coming_megabits = coming_bytes * 8.0 / 1e6;

    let planned = figures.planned;
    let full = |nodes: f64| {
        let (spread, _, views, cores) = of_nodes(nodes);
        let megabits = (views * figures.value("bytes_per_view") * 8.0 / 1e6).max(coming_megabits);
        [
            ("the cores of the nodes", cores.max(coming_cores) / (nodes * figures.cores)),
            ("connections", phones / (nodes * figures.value("connections"))),
            ("the sweep of one room on a node", phones / rooms / spread / sweep_limit(figures)),
            ("the nodes' lines", megabits / (nodes * figures.megabits)),
        ]
    };
    // More nodes make shares smaller and beats shorter: the first number that fits is taken.
    let fits = |nodes: f64| full(nodes).iter().all(|(_, load)| *load <= planned);
    let mut nodes = 1.0;
    while on_redis && !fits(nodes) {
        nodes += 1.0;
    }
    let fullest = |loads: &[(&'static str, f64)]| {
        loads.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).map_or("", |load| load.0)
    };
    let nodes_by = if nodes > 1.0 { fullest(&full(nodes - 1.0)) } else { "one does" };

    let (spread, beat, views, voting_cores) = of_nodes(nodes);
    // A room's ballots reach a node one by one or in batches; it reads the room after news, at most once in a beat of the staff.
    let reads = rooms * spread * (ballots / rooms).min(1e3 / figures.value("staff_beat"));
    let call = figures.value("redis_cpu_per_call") * MICROS;
    let redis_full = if on_redis { ballots * figures.value("redis_cpu_per_ballot") * MICROS } else { 0.0 };
    let redis_alone = if on_redis { (ballots + reads) * call } else { 0.0 };
    // One room lies on one Redis; many rooms can be led to several installations, so that receipts stay quick in each.
    let redises = match (on_redis, rooms > 1.0) {
        (false, _) => 0.0,
        (true, false) => 1.0,
        (true, true) => (redis_alone / planned).ceil().max(1.0),
    };
    let mut loads = full(nodes).to_vec();
    if on_redis {
        loads.push(("Redis", redis_full / redises));
    } else {
        loads.push(("the embedded store", ballots / figures.value("embedded_ballots")));
    }
    loads.sort_by(|a, b| b.1.total_cmp(&a.1));
    Need {
        nodes,
        nodes_by,
        redises,
        beat,
        ballots,
        views,
        voting_cores,
        coming_cores,
        memory: phones * figures.value("memory_per_phone") / 1024.0,
        voting_megabits: views * figures.value("bytes_per_view") * 8.0 / 1e6,
        coming_megabits,
        redis_full,
        redis_alone,
        redis_memory: if on_redis { phones * figures.value("redis_memory_per_phone") / MEBI } else { 0.0 },
        loads,
    }
}

#[cfg(test)]
mod tests {
    use super::{beat, need, sweep_limit};
    use crate::scale::figures::{Figures, Gathering};

    fn figures() -> Figures {
        Figures::read().expect("the figures read")
    }

    fn gathering(phones: f64, rooms: f64, on_redis: bool) -> Gathering {
        Gathering { name: String::new(), phones, rooms, voting: 60.0, coming: 600.0, on_redis }
    }

    #[test]
    fn the_beat_is_that_of_the_server() {
        let millis = |seats: f64| (beat(&figures(), seats) * 1e3).round() as u32;
        assert_eq!([1.0, 500.0, 1_250.0, 2_000.0, 9_900.0].map(millis), [100, 100, 300, 500, 500]);
    }

    #[test]
    fn so_many_nodes_are_taken_that_nothing_is_fuller_than_planned_and_no_more() {
        let figures = figures();
        for (phones, rooms) in [(60.0, 1.0), (5_000.0, 20.0), (50_000.0, 1.0), (1e6, 5_000.0), (1e6, 1.0)] {
            let need = need(&figures, &gathering(phones, rooms, true));
            let of_nodes = need.loads.iter().filter(|(what, _)| *what != "Redis");
            assert!(
                of_nodes.clone().all(|(_, load)| *load <= figures.planned),
                "{phones} in {rooms}: {:?}",
                need.loads
            );
            assert!(need.nodes * figures.cores * figures.planned >= need.voting_cores, "{phones} in {rooms}");
            assert!(phones / need.nodes <= figures.value("connections"), "{phones} in {rooms}");
            assert!(phones / rooms / (need.nodes / rooms).max(1.0) <= sweep_limit(&figures), "{phones} in {rooms}");
        }
    }

    #[test]
    fn one_room_has_one_redis_and_the_embedded_store_one_node() {
        let figures = figures();
        let whole = |number: f64| number as u32;
        assert_eq!(whole(need(&figures, &gathering(1e6, 1.0, true)).redises), 1);
        let embedded = need(&figures, &gathering(5_000.0, 20.0, false));
        assert_eq!([embedded.nodes, embedded.redises, embedded.redis_alone.ceil()].map(whole), [1, 0, 0]);
    }
}
