//! How the program is linked.
//!
//! The window brings 40,000 addresses that a position-independent program has to correct each time
//! it starts: 0.8 ms, half of what `tokenscope inspect` takes in all. Where the C library is GNU's
//! the program is therefore linked to a fixed place, as `benches/startup.sh` measures. Libraries,
//! heap and stack still move; SECURITY.md says what this costs.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bin=tokenscope=-no-pie");
    }
}
