using System.Text;

namespace Saker.Events.Captures;

/// <summary>The entries of the blocks in front of the events, in today's revision: the counterpart of <see cref="StartPictureBlocks"/>.</summary>
internal static class EntryWriter
{
    public static void Thread(BlockBuilder block, CapturedThread thread)
    {
        block.BeginEntry();
        block.Add(thread.Tid).Add(thread.Pid).Add(thread.ParentTid).Add(thread.Sid).Add(thread.Vpgid);
        block.AddText(thread.Comm).AddText(thread.Exe).AddText(thread.ExePath).AddText(thread.Arguments).AddText(thread.Cwd);
        block.Add(thread.FdLimit).Add(thread.Flags).Add(thread.Uid).Add(thread.Gid);
        block.Add(thread.VmSize).Add(thread.VmRss).Add(thread.VmSwap).Add(thread.MajorFaults).Add(thread.MinorFaults);
        block.AddText(thread.Environment).Add(thread.Vtid).Add(thread.Vpid).AddText(thread.Cgroups).AddText(thread.Root);
        block.Add(thread.PidNamespaceStart).Add(thread.Tty).Add(thread.LoginUid);
        block.Add(Flag(thread.ExeFlags, StartPictureBlocks.Writable));
        block.Add(thread.CapInheritable).Add(thread.CapPermitted).Add(thread.CapEffective);
        block.Add(Flag(thread.ExeFlags, StartPictureBlocks.UpperLayer)).Add(thread.ExeIno).Add(thread.ExeCtime).Add(thread.ExeMtime);
        block.Add(Flag(thread.ExeFlags, StartPictureBlocks.FromMemfd)).Add(Flag(thread.ExeFlags, StartPictureBlocks.LowerLayer));
        block.Add(thread.Pgid).EndEntry();
    }

    public static void Descriptor(BlockBuilder block, CapturedDescriptor descriptor)
    {
        block.BeginEntry();
        block.Add(descriptor.Number).Add(descriptor.Ino).Add((byte)descriptor.Type);
        switch (descriptor.Type)
        {
            case DescriptorType.Ipv4 or DescriptorType.Ipv6:
                block.Add(descriptor.Local).Add(descriptor.Remote).Add(descriptor.LocalPort).Add(descriptor.RemotePort).Add(descriptor.Protocol);
                break;
            case DescriptorType.Ipv4Server or DescriptorType.Ipv6Server:
                block.Add(descriptor.Local).Add(descriptor.LocalPort).Add(descriptor.Protocol);
                break;
            case DescriptorType.Unix:
                block.Add(descriptor.UnixSource).Add(descriptor.UnixPeer).AddText(descriptor.Name);
                break;
            case DescriptorType.File:
                block.Add(descriptor.OpenFlags).AddText(descriptor.Name).Add(descriptor.Dev);
                break;
            case DescriptorType.Unknown:
                break;
            default:
                block.AddText(descriptor.Name);
                break;
        }

        block.EndEntry();
    }

    public static void Interface(BlockBuilder block, CapturedInterface networkInterface)
    {
        bool isIPv4 = networkInterface.Address.Length == 4;
        byte[] name = [.. Encoding.UTF8.GetBytes(networkInterface.Name), 0];
        byte[] broadcast = [.. networkInterface.Address.Zip(networkInterface.Netmask, (a, m) => (byte)(isIPv4 ? a | ~m : 0))];
        block.BeginEntry();
        block.Add((ushort)(isIPv4 ? 1 : 2)).Add((ushort)name.Length).Add(networkInterface.Address).Add(networkInterface.Netmask);
        block.Add(broadcast).Add(0UL).Add(name).EndEntry(countsItself: false);
    }

    public static void User(BlockBuilder block, CapturedUser user)
    {
        block.BeginEntry();
        block.Add((byte)0).Add(user.Uid).Add(user.Gid).AddText(user.Name).AddText(user.Home).AddText(user.Shell).EndEntry();
    }

    public static void Group(BlockBuilder block, CapturedGroup group)
    {
        block.BeginEntry();
        block.Add((byte)1).Add(group.Gid).AddText(group.Name).EndEntry();
    }

    public static void TaskFact(BlockBuilder block, CapturedTaskFact fact)
    {
        block.BeginEntry();
        block.Add(fact.Tid).Add(fact.ProcessStart).Add(fact.CloneTime).Add(fact.CgroupId).EndEntry();
    }

    private static byte Flag(uint flags, uint flag) => (flags & flag) != 0 ? (byte)1 : (byte)0;
}
