namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Configurations of sensors that ask engines of the tests and nobody else.</summary>
internal static class ContainerConfigs
{
    /// <summary>One that asks an engine that speaks Docker's language.</summary>
    public static string Docker(string socket, string more = "") => $$"""
        json_output: true
        {{more}}
        plugins:
          - name: container
            library_path: libcontainer.so
            init_config:
              engines:
                docker: {sockets: ["{{socket}}"]}
                podman: {enabled: false}
                cri: {enabled: false}
                containerd: {enabled: false}
        """;
}
