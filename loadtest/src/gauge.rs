//! What a server process costs: memory and processor time, read from /proc.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context;
use serde::Serialize;

/// One reading of one or several processes, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Reading {
    /// Resident memory, in bytes.
    pub resident: u64,
    /// Processor time used since the process started (user and system), in seconds.
    pub processor: f64,
}

/// Reads these processes and adds them up.
pub fn read(pids: &[u32]) -> anyhow::Result<Reading> {
    let mut sum = Reading::default();
    for pid in pids {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).with_context(|| format!("process {pid}"))?;
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid}"))?;
        sum.resident += resident(&status).with_context(|| format!("VmRSS of process {pid}"))?;
        sum.processor += seconds(&stat).with_context(|| format!("times of process {pid}"))?;
    }
    Ok(sum)
}

/// Processor seconds of a process by the name of its threads; those that have ended are in none.
pub fn by_thread(pid: u32) -> anyhow::Result<BTreeMap<String, f64>> {
    let mut by_name = BTreeMap::new();
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        // One that ends meanwhile is no longer there.
        let Ok(stat) = fs::read_to_string(task?.path().join("stat")) else { continue };
        let name = name(&stat).with_context(|| format!("a thread of process {pid}"))?.to_owned();
        *by_name.entry(name).or_default() += seconds(&stat).with_context(|| format!("times of process {pid}"))?;
    }
    Ok(by_name)
}

/// Processor seconds of the kernel's thread that takes over when a core has too many packets to deliver; 0 where none can be seen.
pub fn of_packets(core: usize) -> anyhow::Result<f64> {
    let wanted = format!("ksoftirqd/{core}");
    for process in fs::read_dir("/proc")? {
        let Ok(stat) = fs::read_to_string(process?.path().join("stat")) else { continue };
        if name(&stat) == Some(&wanted) {
            return seconds(&stat).context("times of the kernel's thread");
        }
    }
    Ok(0.0)
}

/// Connections that found a listen queue of this machine full, since it started (`ListenOverflows` in /proc/net/netstat).
pub fn listen_overflows() -> anyhow::Result<u64> {
    let text = fs::read_to_string("/proc/net/netstat").context("/proc/net/netstat")?;
    named(&text, "TcpExt:", "ListenOverflows").context("ListenOverflows in /proc/net/netstat")
}

/// A number of a group whose names stand in one line and whose values in the next.
fn named(netstat: &str, group: &str, name: &str) -> Option<u64> {
    let mut lines = netstat.lines().filter_map(|line| line.strip_prefix(group));
    let (names, values) = (lines.next()?, lines.next()?);
    names.split_whitespace().zip(values.split_whitespace()).find(|(of, _)| *of == name)?.1.parse().ok()
}

/// What the kernel holds in buffers of TCP sockets, all of this machine, in bytes (`mem` in /proc/net/sockstat, in pages).
pub fn kernel_sockets() -> anyhow::Result<u64> {
    let text = fs::read_to_string("/proc/net/sockstat").context("/proc/net/sockstat")?;
    let pages = pages_of_tcp(&text).context("mem of TCP in /proc/net/sockstat")?;
    Ok(pages * rustix::param::page_size() as u64)
}

fn pages_of_tcp(sockstat: &str) -> Option<u64> {
    let line = sockstat.lines().find_map(|line| line.strip_prefix("TCP:"))?;
    line.split_whitespace().skip_while(|word| *word != "mem").nth(1)?.parse().ok()
}

/// `VmRSS` in bytes (proc(5): it stands in kB).
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

/// The second field, in brackets.
fn name(stat: &str) -> Option<&str> {
    Some(stat.split_once('(')?.1.rsplit_once(')')?.0)
}

fn seconds(stat: &str) -> Option<f64> {
    Some(ticks(stat)? as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// utime + stime (proc(5): fields 14 and 15; the second field may hold blanks, so we count from its closing bracket).
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system) = (fields.next()?, fields.next()?);
    Some(user.parse::<u64>().ok()? + system.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_proc_says() {
        assert_eq!(resident("Name:\tx\nVmRSS:\t   1234 kB\n"), Some(1234 * 1024));
        let stat = "7 (a ) b) S 1 1 1 0 -1 4194560 100 0 0 0 25 17 0 0 20 0 4 0 100 1 1";
        assert_eq!((ticks(stat), name(stat)), (Some(42), Some("a ) b")));
        let sockstat = "sockets: used 290\nTCP: inuse 7 orphan 0 tw 2 alloc 9 mem 31\nUDP: inuse 1 mem 0\n";
        assert_eq!(pages_of_tcp(sockstat), Some(31));
        let netstat = "TcpExt: SyncookiesSent ListenOverflows\nTcpExt: 3 8\nIpExt: InNoRoutes\nIpExt: 1\n";
        assert_eq!(named(netstat, "TcpExt:", "ListenOverflows"), Some(8));
        let own = read(&[std::process::id()]).unwrap();
        assert!(own.resident > 100_000);
        assert!(!by_thread(std::process::id()).unwrap().is_empty());
    }
}
