using System.Collections.Frozen;

namespace Saker.Sensor.Configuration;

/// <summary>Keys that Falco had once and that configurations still have: what took their place.</summary>
internal static class RemovedKeys
{
    private static readonly FrozenDictionary<string, string> replacements = new Dictionary<string, string>
    {
        ["container_engines"] = "plugins, in init_config.engines of the plugin container",
        ["engine.ebpf"] = "engine.modern_ebpf",
        ["grpc"] = "saker.stream.grpc, with saker.stream.enabled",
        ["grpc_output"] = "saker.stream.grpc, with saker.stream.enabled",
        ["metadata_download"] = "the plugin k8smeta in plugins",
        ["modern_bpf"] = "engine.modern_ebpf",
        ["outputs"] = "saker.aggregation, which loses no alert",
        ["syscall_buf_size_preset"] = "engine.modern_ebpf.buf_size_preset",
        ["syscall_drop_failed_exit"] = "engine.modern_ebpf.drop_failed_exit",
    }.ToFrozenDictionary();

    /// <summary>What to say to a key that there is not; null when there never was.</summary>
    /// <param name="path">The whole key, as in <c>engine.ebpf</c>.</param>
    public static string? Explain(string path) =>
        replacements.TryGetValue(path, out string? instead) ? $"it is no key any more; use {instead}" : null;
}
