using System.Globalization;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Oci;

/// <summary>
/// What files on this machine tell of a container: there before its first process, and at hand in less than a millisecond, whether or not
/// an engine answers.
/// </summary>
/// <param name="options">Where the host's files are.</param>
internal sealed class BundleSource(ContainerOptions options)
{
    private readonly BundleFinder finder = new(options.HostRoot);

    /// <summary>Reads the bundle that a runtime was started with.</summary>
    public Answer? Read(RuntimeCall call)
    {
        string bundle = Path.GetFullPath(Path.Combine("/", call.WorkingDirectory, call.Bundle));
        var question = new Question(call.Id, "");
        // A runtime in a container sees other files than the host does; that of the host may be gone before all is read.
        return (call.By.Length == 0 ? Read(question, options.HostRoot + bundle) : null)
            ?? Read(question, string.Create(CultureInfo.InvariantCulture, $"{options.HostRoot}/proc/{call.Process}/root{bundle}"));
    }

    /// <summary>Looks for the bundle of a container that runs already.</summary>
    public Answer? Find(Question question) => finder.Find(question.Id) is { } bundle ? Read(question, bundle) : null;

    private Answer? Read(Question question, string bundle)
    {
        using var config = SmallFile.Json(bundle + "/config.json");
        if (config is null)
            return null;
        var annotations = config.RootElement.Map("annotations");
        string type = annotations.GetValueOrDefault("io.container.manager") == "libpod" ? "podman" : question.Type;
        var empty = new ContainerMetadata { Id = question.ShownId, FullId = Texts.Bytes(question.Id), Type = Texts.Bytes(type) };
        var answer = new Answer(OciConfig.Setup(empty, config.RootElement), ContainerParts.Setup);
        answer = PodmanStorage.Read(answer, question.Id, bundle);
        answer = DockerFiles.Read(answer, question.Id, options.HostRoot, options.LabelMaxLength);
        answer = OciAnnotations.Read(answer, annotations, options.LabelMaxLength);
        // Where no engine stands above the runtime, the id is the only name.
        if (type.Length == 0 && !answer.Told.HasFlag(ContainerParts.Name))
            answer = new Answer(answer.Metadata with { Name = Texts.Bytes(question.Id) }, answer.Told | ContainerParts.Name);
        // Who is in a pod, the engines of Kubernetes say in annotations.
        return answer with { Told = answer.Told | ContainerParts.Pod | ContainerParts.Maker };
    }
}
