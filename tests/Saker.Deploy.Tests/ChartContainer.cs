using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>The chart's sensor as a container of Podman: what the pod may do, and what it sees of the machine.</summary>
/// <param name="release">What the chart came to.</param>
/// <param name="directory">Where files of ConfigMaps are put, and what the sensor keeps.</param>
internal sealed class ChartContainer(Manifests release, string directory)
{
    private readonly YamlNode pod = release.One("DaemonSet").Find("spec/template/spec")!;

    private YamlNode Container => pod.List("containers").Single();

    /// <summary>Options of <c>podman run</c>.</summary>
    public IEnumerable<string> Options() =>
    [
        .. pod.Text("hostPID") == "true" ? (string[])["--pid=host"] : [],
        .. Security(Container.Find("securityContext")!),
        .. Container.List("env").Where(e => e.Find("value") is not null).Select(e => $"--env={e.Text("name")}={e.Text("value")}"),
        .. Container.List("volumeMounts").SelectMany(Mount),
        "--entrypoint=" + Container.Texts("command").Single(),
    ];

    /// <summary>Arguments of the program.</summary>
    public IEnumerable<string> Arguments() => Container.Texts("args");

    private static IEnumerable<string> Security(YamlNode security)
    {
        yield return "--user=" + security.Text("runAsUser");
        foreach (string capability in security.Texts("capabilities/drop"))
            yield return "--cap-drop=" + capability;
        foreach (string capability in security.Texts("capabilities/add"))
            yield return "--cap-add=" + capability;
        if (security.Text("readOnlyRootFilesystem") == "true")
            yield return "--read-only";
        if (security.Text("allowPrivilegeEscalation") == "false")
            yield return "--security-opt=no-new-privileges";
        if (security.Text("seccompProfile/type") == "Unconfined")
            yield return "--security-opt=seccomp=unconfined";
    }

    private IEnumerable<string> Mount(YamlNode mount)
    {
        string path = mount.Text("mountPath");
        var volume = pod.List("volumes").Single(v => v.Text("name") == mount.Text("name"));
        if (volume.Find("emptyDir") is not null)
            return ["--tmpfs=" + path];
        string source = volume.Find("configMap") is { } map ? Files(map.Text("name"))
            // What is written does not go to this machine's own state.
            : mount.Text("readOnly") == "true" ? volume.Text("hostPath/path") : Directory.CreateDirectory(Path.Combine(directory, mount.Text("name"))).FullName;
        string[] options = [mount.Text("readOnly") == "true" ? "ro" : "rw", .. mount.Text("mountPropagation") == "HostToContainer" ? (string[])["rslave"] : []];
        return [$"--volume={source}:{path}:{string.Join(',', options)}"];
    }

    /// <summary>A directory with the files of a ConfigMap.</summary>
    private string Files(string configMap)
    {
        string files = Directory.CreateDirectory(Path.Combine(directory, configMap)).FullName;
        if (release.Of("ConfigMap").Single(m => m.Text("metadata/name") == configMap).Find("data") is YamlMappingNode data)
        {
            foreach (var (name, text) in data.Children)
                File.WriteAllText(Path.Combine(files, ((YamlScalarNode)name).Value!), ((YamlScalarNode)text).Value);
        }

        return files;
    }
}
