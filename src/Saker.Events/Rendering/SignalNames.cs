namespace Saker.Events.Rendering;

/// <summary>Names of signals.</summary>
public static class SignalNames
{
    private static readonly string[] names =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>Name of a signal; empty for real-time signals and for what is none.</summary>
    public static string Of(int signal) => (uint)signal < (uint)names.Length ? names[signal] : "";

    /// <summary>Appends the names of a set of signals, the lowest bit being signal 1.</summary>
    public static void AppendSet(Arena to, uint set)
    {
        int start = to.Length;
        for (int bit = 0; bit < 31; bit++)
        {
            if ((set & (1u << bit)) == 0)
                continue;
            if (to.Length > start)
                to.Add((byte)' ');
            to.Add(names[bit + 1]);
        }
    }
}
