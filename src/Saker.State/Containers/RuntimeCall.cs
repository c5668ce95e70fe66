namespace Saker.State;

/// <summary>How a low-level runtime (runc, crun and their kin) was started to make a container.</summary>
/// <param name="Id">The id that the container gets.</param>
/// <param name="Bundle">Directory with its configuration, as the caller wrote it; empty for the working directory.</param>
/// <param name="WorkingDirectory">Where relative paths start.</param>
/// <param name="Process">Process id of the runtime, in the initial pid namespace.</param>
/// <param name="Uid">Who started it.</param>
/// <param name="By">Full id of the container that it was started in; empty on the host.</param>
public sealed record RuntimeCall(string Id, string Bundle, string WorkingDirectory, long Process, uint Uid, string By)
{
    private static readonly string[] making = ["create", "run", "restore"];
    private static readonly string[] globalWithValue = ["--root", "--log", "--log-format", "--criu", "--rootless", "--cgroup-manager", "--log-level", "--platform"];
    private static readonly string[] localWithValue =
        ["--console-socket", "--pid-file", "--preserve-fds", "--notify-socket", "--image-path", "--work-path", "--config", "-f", "--user-log", "--pidfd-socket"];

    /// <summary>Whether programs of that name are runtimes.</summary>
    public static bool IsRuntime(ReadOnlySpan<byte> program) => program.SequenceEqual("runc"u8) || program.SequenceEqual("crun"u8)
        || program.SequenceEqual("youki"u8) || program.SequenceEqual("runsc"u8) || program.SequenceEqual("kata-runtime"u8)
        || program.SequenceEqual("docker-runc"u8) || program.SequenceEqual("crun-wasm"u8);

    /// <summary>Reads the arguments of a runtime: the id and the bundle of the container that it makes; null when it makes none.</summary>
    /// <param name="arguments">Without the program's name.</param>
    public static (string Id, string Bundle)? Read(IReadOnlyList<string> arguments)
    {
        int at = 0;
        while (at < arguments.Count && arguments[at].StartsWith('-'))
            at += Array.IndexOf(globalWithValue, arguments[at]) >= 0 ? 2 : 1;
        if (at >= arguments.Count || Array.IndexOf(making, arguments[at]) < 0)
            return null;
        string bundle = "";
        for (at++; at < arguments.Count; at++)
        {
            string argument = arguments[at];
            if (argument is "--bundle" or "-b")
                bundle = ++at < arguments.Count ? arguments[at] : "";
            else if (argument.StartsWith("--bundle=", StringComparison.Ordinal))
                bundle = argument["--bundle=".Length..];
            else if (Array.IndexOf(localWithValue, argument) >= 0)
                at++;
            else if (!argument.StartsWith('-'))
                return (argument, bundle);
        }

        return null;
    }
}
