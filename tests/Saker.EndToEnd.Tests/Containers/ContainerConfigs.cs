namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Configurations of sensors that ask engines of the tests and nobody else.</summary>
internal static class ContainerConfigs
{
    /// <summary>One that asks an engine that speaks Docker's language.</summary>
    public static string Docker(string socket, string more = "") => Asking(docker: socket, more: more);

    /// <summary>One that asks those engines whose sockets are named.</summary>
    public static string Asking(string? docker = null, string? podman = null, string? containerd = null, string more = "") => $$"""
        json_output: true
        {{more}}
        plugins:
          - name: container
            library_path: libcontainer.so
            init_config:
              engines:
                docker: {{Engine(docker)}}
                podman: {{Engine(podman)}}
                cri: {{Engine(containerd)}}
                containerd: {{Engine(containerd)}}
        """;

    private static string Engine(string? socket) => socket is null ? "{enabled: false}" : $"{{sockets: [\"{socket}\"]}}";
}
