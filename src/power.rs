//! The power supply of the machine.

#[cfg(any(target_os = "linux", test))]
use std::path::Path;

/// Returns whether the machine runs on battery, as far as the system says so.
#[cfg(target_os = "linux")]
pub(crate) fn is_on_battery() -> bool {
    has_discharging_battery(Path::new("/sys/class/power_supply"))
}

#[cfg(target_os = "macos")]
pub(crate) fn is_on_battery() -> bool {
    use std::process::{Command, Stdio};
    let asked = Command::new("pmset").args(["-g", "batt"]).stdin(Stdio::null()).output();
    asked.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("'Battery Power'"))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(crate) fn is_on_battery() -> bool {
    false
}

/// Returns whether a battery of the machine itself, and not that of a mouse, gives power.
#[cfg(any(target_os = "linux", test))]
fn has_discharging_battery(supplies: &Path) -> bool {
    course::watcher::entries(supplies).iter().any(|supply| {
        let is = |name, value| std::fs::read_to_string(supply.join(name)).is_ok_and(|text| text.trim() == value);
        is("type", "Battery") && is("status", "Discharging") && !is("scope", "Device")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_counts_while_it_gives_power() {
        let root = tempfile::tempdir().unwrap();
        assert!(!has_discharging_battery(&root.path().join("none")));
        let write = |file: &str, text: &str| {
            let file = root.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, format!("{text}\n")).unwrap();
        };
        write("AC/type", "Mains");
        write("mouse/type", "Battery");
        write("mouse/status", "Discharging");
        write("mouse/scope", "Device");
        write("BAT0/type", "Battery");
        write("BAT0/status", "Charging");
        assert!(!has_discharging_battery(root.path()));
        write("BAT0/status", "Discharging");
        assert!(has_discharging_battery(root.path()));
    }
}
