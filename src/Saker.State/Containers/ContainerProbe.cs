using System.Text;

namespace Saker.State;

/// <summary>A command that is run in a container to see how it does.</summary>
public sealed class ContainerProbe
{
    private readonly byte[] exe;
    private readonly byte[] arguments;

    /// <param name="command">Program and arguments; empty for no probe.</param>
    public ContainerProbe(IReadOnlyList<string> command)
    {
        Text = Encoding.UTF8.GetBytes(string.Join(' ', command));
        exe = Encoding.UTF8.GetBytes(command.Count == 0 ? "" : command[0]);
        arguments = Encoding.UTF8.GetBytes(string.Concat(command.Skip(1).Select(a => a + '\0')));
    }

    /// <summary>There is none.</summary>
    public static ContainerProbe None { get; } = new([]);

    /// <summary>The command with blanks between; empty when there is none.</summary>
    public byte[] Text { get; }

    /// <summary>Whether a program was started by that command.</summary>
    /// <param name="program">Name it was started by, or its path.</param>
    /// <param name="args">Its arguments, each with its zero byte.</param>
    public bool IsRunBy(ReadOnlySpan<byte> program, ReadOnlySpan<byte> args) =>
        exe.Length > 0 && NameOf(program).SequenceEqual(NameOf(exe)) && args.SequenceEqual(arguments);

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];
}
