using Saker.Events;

namespace Saker.State;

/// <summary>Where the events of the open family keep what they have in common.</summary>
public static class OpenEvents
{
    /// <summary>Parameter with the name that was opened, or -1 for events of other families.</summary>
    public static int NameParam(EventCode code) => code switch
    {
        EventCode.SyscallOpenX or EventCode.SyscallCreatX => 1,
        EventCode.SyscallOpenat_2X or EventCode.SyscallOpenat2X => 2,
        EventCode.SyscallOpenByHandleAtX => 3,
        _ => -1,
    };

    /// <summary>Parameter with a name that is the caller's own words, or -1: a handle has none.</summary>
    internal static int ClaimParam(EventCode code) => code == EventCode.SyscallOpenByHandleAtX ? -1 : NameParam(code);

    /// <summary>Parameter with the open flags, or -1 where there is none.</summary>
    public static int FlagsParam(EventCode code) => code switch
    {
        EventCode.SyscallOpenX or EventCode.SyscallOpenByHandleAtX => 2,
        EventCode.SyscallOpenat_2X or EventCode.SyscallOpenat2X => 3,
        _ => -1,
    };

    /// <summary>Parameter with the mode of a file that may be created, or -1 where there is none.</summary>
    public static int ModeParam(EventCode code) => code switch
    {
        EventCode.SyscallOpenX => 3,
        EventCode.SyscallOpenat_2X or EventCode.SyscallOpenat2X => 4,
        EventCode.SyscallCreatX => 2,
        _ => -1,
    };

    /// <summary>Parameter with the device; the inode follows it.</summary>
    internal static int DeviceParam(EventCode code) => code switch
    {
        EventCode.SyscallOpenX or EventCode.SyscallOpenByHandleAtX => 4,
        EventCode.SyscallOpenat_2X => 5,
        EventCode.SyscallOpenat2X => 6,
        EventCode.SyscallCreatX => 3,
        _ => -1,
    };
}
