using System.Buffers.Binary;

namespace Saker.Kernel.Tests;

/// <summary>What was waited for, as events of poll hold it: a count, then a descriptor and its bits each.</summary>
internal static class Polled
{
    public static byte[] Bytes(params (long Descriptor, short Events)[] pairs)
    {
        byte[] bytes = new byte[2 + 10 * pairs.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)pairs.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 + 10 * i), pairs[i].Descriptor);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(10 + 10 * i), pairs[i].Events);
        }

        return bytes;
    }
}
