using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>Makes the code of leaves. The common ones are spelled out; the others ask their object.</summary>
internal sealed class TestEmitter
{
    private const int MaxInlineLength = 64;

    private static readonly MethodInfo evaluate = typeof(Predicate).GetMethod(nameof(Predicate.Evaluate))!;
    private static readonly MethodInfo getText = typeof(StringGetter).GetMethod(nameof(StringGetter.Invoke))!;
    private static readonly MethodInfo getNumber = typeof(NumberGetter).GetMethod(nameof(NumberGetter.Invoke))!;
    private static readonly MethodInfo length = typeof(ReadOnlySpan<byte>).GetProperty(nameof(ReadOnlySpan<byte>.Length))!.GetMethod!;
    private static readonly MethodInfo reference = typeof(MemoryMarshal).GetMethods().Single(m =>
        m.Name == nameof(MemoryMarshal.GetReference) && m.GetParameters()[0].ParameterType.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>))
        .MakeGenericMethod(typeof(byte));

    private readonly ILGenerator il;
    private readonly ConstantPool constants;
    private readonly Dictionary<BoundOperand, (LocalBuilder Value, LocalBuilder State)> kept = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<BoundOperand> shared;
    private LocalBuilder? text;
    private LocalBuilder? bytes;
    private LocalBuilder? number;

    /// <param name="il">Where the code goes.</param>
    /// <param name="constants">Objects that the code uses.</param>
    /// <param name="tests">All tests of the method: values that several of them look at are asked for once.</param>
    public TestEmitter(ILGenerator il, ConstantPool constants, IEnumerable<Test> tests)
    {
        this.il = il;
        this.constants = constants;
        shared = tests.Select(SpelledOutOperand).OfType<BoundOperand>()
            .GroupBy(o => o).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
    }

    public void Emit(Test test, Label yes, Label no)
    {
        if (SpelledOutOperand(test) is null)
            EmitEvaluate(test, yes, no);
        else if (test is TextTest textTest)
            EmitText(textTest, yes, no);
        else
            EmitNumber((NumberTest)test, yes, no);
    }

    /// <summary>Asks the object itself.</summary>
    public void EmitEvaluate(Predicate predicate, Label yes, Label no)
    {
        constants.EmitLoad(il, predicate);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, evaluate);
        EmitBranch(yes, no);
    }

    /// <summary>The operand of a test whose code is spelled out, or null.</summary>
    private static BoundOperand? SpelledOutOperand(Test test) => test switch
    {
        TextTest { Combination: Combination.First } textTest => textTest.Operand,
        NumberTest { Combination: Combination.First } numberTest => numberTest.Operand,
        _ => null,
    };

    private void EmitText(TextTest test, Label yes, Label no)
    {
        var text = EmitGet(test.Operand, no);
        switch (test.Matcher)
        {
            case EqualText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(text, value.Length, OpCodes.Bne_Un, no);
                EmitBytes(text, value, atEnd: false, no);
                il.Emit(OpCodes.Br, yes);
                break;
            case DifferentText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(text, value.Length, OpCodes.Bne_Un, yes);
                EmitBytes(text, value, atEnd: false, yes);
                il.Emit(OpCodes.Br, no);
                break;
            case StartsWithText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(text, value.Length, OpCodes.Blt, no);
                EmitBytes(text, value, atEnd: false, no);
                il.Emit(OpCodes.Br, yes);
                break;
            case EndsWithText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(text, value.Length, OpCodes.Blt, no);
                EmitBytes(text, value, atEnd: true, no);
                il.Emit(OpCodes.Br, yes);
                break;
            default:
                constants.EmitLoad(il, test.Matcher);
                il.Emit(OpCodes.Ldloc, text);
                il.Emit(OpCodes.Callvirt, test.Matcher.GetType().GetMethod(nameof(TextMatcher.Matches), [typeof(ReadOnlySpan<byte>)])!);
                EmitBranch(yes, no);
                break;
        }
    }

    private void EmitLengthCheck(LocalBuilder text, int expected, OpCode branch, Label otherwise)
    {
        il.Emit(OpCodes.Ldloca, text);
        il.Emit(OpCodes.Call, length);
        il.Emit(OpCodes.Ldc_I4, expected);
        il.Emit(branch, otherwise);
    }

    /// <summary>Compares word by word; the last word may overlap the one before it, so that there is no remainder.</summary>
    private void EmitBytes(LocalBuilder text, byte[] value, bool atEnd, Label different)
    {
        if (value.Length == 0)
            return;
        bytes ??= il.DeclareLocal(typeof(byte).MakeByRefType());
        il.Emit(OpCodes.Ldloc, text);
        il.Emit(OpCodes.Call, reference);
        if (atEnd)
        {
            il.Emit(OpCodes.Ldloca, text);
            il.Emit(OpCodes.Call, length);
            il.Emit(OpCodes.Ldc_I4, value.Length);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Stloc, bytes);
        int word = value.Length >= 8 ? 8 : value.Length >= 4 ? 4 : value.Length >= 2 ? 2 : 1;
        int offset = 0;
        for (; offset + word <= value.Length; offset += word)
            EmitWord(value, offset, word, different);
        if (offset < value.Length)
            EmitWord(value, value.Length - word, word, different);
    }

    private void EmitWord(byte[] value, int offset, int size, Label different)
    {
        il.Emit(OpCodes.Ldloc, bytes!);
        if (offset > 0)
        {
            il.Emit(OpCodes.Ldc_I4, offset);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }

        il.Emit(OpCodes.Unaligned, (byte)1);
        switch (size)
        {
            case 8:
                il.Emit(OpCodes.Ldind_I8);
                il.Emit(OpCodes.Ldc_I8, BitConverter.ToInt64(value, offset));
                break;
            case 4:
                il.Emit(OpCodes.Ldind_I4);
                il.Emit(OpCodes.Ldc_I4, BitConverter.ToInt32(value, offset));
                break;
            case 2:
                il.Emit(OpCodes.Ldind_U2);
                il.Emit(OpCodes.Ldc_I4, (int)BitConverter.ToUInt16(value, offset));
                break;
            default:
                il.Emit(OpCodes.Ldind_U1);
                il.Emit(OpCodes.Ldc_I4, (int)value[offset]);
                break;
        }

        il.Emit(OpCodes.Bne_Un, different);
    }

    private void EmitNumber(NumberTest test, Label yes, Label no)
    {
        var value = EmitGet(test.Operand, no);
        if (test.Matcher is ComparedNumber { Kind: not NumberKind.Double } compared)
        {
            il.Emit(OpCodes.Ldloc, value);
            il.Emit(OpCodes.Ldc_I8, compared.Value);
            il.Emit(BranchFor(compared.Comparison, compared.Kind), yes);
            il.Emit(OpCodes.Br, no);
            return;
        }

        constants.EmitLoad(il, test.Matcher);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Callvirt, test.Matcher.GetType().GetMethod(nameof(NumberMatcher.Matches), [typeof(long)])!);
        EmitBranch(yes, no);
    }

    /// <summary>Puts a value into a local variable, and goes elsewhere when there is none. What several tests look at is kept.</summary>
    private LocalBuilder EmitGet(BoundOperand operand, Label missing)
    {
        if (!shared.Contains(operand))
        {
            var once = operand is TextOperand
                ? text ??= il.DeclareLocal(typeof(ReadOnlySpan<byte>))
                : number ??= il.DeclareLocal(typeof(long));
            EmitCall(operand, once);
            il.Emit(OpCodes.Brfalse, missing);
            return once;
        }

        if (!kept.TryGetValue(operand, out var variable))
        {
            var type = operand is TextOperand ? typeof(ReadOnlySpan<byte>) : typeof(long);
            kept[operand] = variable = (il.DeclareLocal(type), il.DeclareLocal(typeof(int)));
        }

        var known = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, variable.State);
        il.Emit(OpCodes.Brtrue, known);
        EmitCall(operand, variable.Value);
        // 0 is not asked yet, 1 missing, 2 there.
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, variable.State);
        il.MarkLabel(known);
        il.Emit(OpCodes.Ldloc, variable.State);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Beq, missing);
        return variable.Value;
    }

    private void EmitCall(BoundOperand operand, LocalBuilder target)
    {
        var (get, invoke) = operand is TextOperand textOperand
            ? ((object)textOperand.Get, getText)
            : (((NumberOperand)operand).Get, getNumber);
        constants.EmitLoad(il, get);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ldloca, target);
        il.Emit(OpCodes.Callvirt, invoke);
    }

    private void EmitBranch(Label yes, Label no)
    {
        il.Emit(OpCodes.Brtrue, yes);
        il.Emit(OpCodes.Br, no);
    }

    private static OpCode BranchFor(Comparison comparison, NumberKind kind) => (comparison, kind) switch
    {
        (Comparison.Equal, _) => OpCodes.Beq,
        (Comparison.NotEqual, _) => OpCodes.Bne_Un,
        (Comparison.Less, NumberKind.Signed) => OpCodes.Blt,
        (Comparison.Less, _) => OpCodes.Blt_Un,
        (Comparison.LessOrEqual, NumberKind.Signed) => OpCodes.Ble,
        (Comparison.LessOrEqual, _) => OpCodes.Ble_Un,
        (Comparison.Greater, NumberKind.Signed) => OpCodes.Bgt,
        (Comparison.Greater, _) => OpCodes.Bgt_Un,
        (_, NumberKind.Signed) => OpCodes.Bge,
        _ => OpCodes.Bge_Un,
    };
}
