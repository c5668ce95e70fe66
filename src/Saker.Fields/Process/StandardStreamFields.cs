using Saker.State;

namespace Saker.Fields;

/// <summary>Where a process' standard streams lead (<c>proc.stdin.*</c>, ...). Known only where a descriptor table is kept.</summary>
internal static unsafe class StandardStreamFields
{
    public static void Register(FieldRegistry on)
    {
        string[] streams = ["proc.stdin", "proc.stdout", "proc.stderr"];
        for (int i = 0; i < streams.Length; i++)
        {
            int fd = i;
            on.Text(streams[i] + ".type", (context, out value) =>
            {
                var found = context.FindFd(fd);
                value = found == null ? default : DescriptorKind.NameOf(found->Type);
                return found != null;
            });
            on.Text(streams[i] + ".name", (context, out value) =>
            {
                var found = context.FindFd(fd);
                value = found == null ? default : context.NameOf(found);
                return found != null;
            });
        }
    }
}
