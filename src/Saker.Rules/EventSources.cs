namespace Saker.Rules;

/// <summary>Names of event sources.</summary>
public static class EventSources
{
    /// <summary>The kernel.</summary>
    public const string Syscall = "syscall";
}
