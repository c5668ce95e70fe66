using System.Reflection.Emit;

namespace Saker.Rules.Evaluation;

/// <summary>The objects that a made method uses, which it gets as its first argument.</summary>
internal sealed class ConstantPool
{
    private readonly List<object> constants = [];
    private readonly Dictionary<object, int> indices = new(ReferenceEqualityComparer.Instance);

    /// <summary>Puts an object on the stack. Its type is known to be right, so nobody checks it.</summary>
    public void EmitLoad(ILGenerator il, object constant)
    {
        if (!indices.TryGetValue(constant, out int index))
        {
            indices[constant] = index = constants.Count;
            constants.Add(constant);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
    }

    public object[] ToArray() => [.. constants];
}
