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
    private readonly Dictionary<NumberOperand, (LocalBuilder Number, LocalBuilder State)> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<NumberOperand> sharedNumbers;
    private LocalBuilder? text;
    private LocalBuilder? bytes;
    private LocalBuilder? number;

    public TestEmitter(ILGenerator il, ConstantPool constants, IEnumerable<NumberTest> numberTests)
    {
        this.il = il;
        this.constants = constants;
        sharedNumbers = numberTests.Where(t => t.Combination == Combination.First)
            .GroupBy(t => t.Operand).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
    }

    public void Emit(Test test, Label yes, Label no)
    {
        switch (test)
        {
            case TextTest { Combination: Combination.First } textTest:
                EmitText(textTest, yes, no);
                break;
            case NumberTest { Combination: Combination.First } numberTest:
                EmitNumber(numberTest, yes, no);
                break;
            default:
                EmitEvaluate(test, yes, no);
                break;
        }
    }

    /// <summary>Asks the object itself.</summary>
    public void EmitEvaluate(Predicate predicate, Label yes, Label no)
    {
        constants.EmitLoad(il, predicate);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, evaluate);
        EmitBranch(yes, no);
    }

    private void EmitText(TextTest test, Label yes, Label no)
    {
        text ??= il.DeclareLocal(typeof(ReadOnlySpan<byte>));
        constants.EmitLoad(il, test.Operand.Get);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ldloca, text);
        il.Emit(OpCodes.Callvirt, getText);
        il.Emit(OpCodes.Brfalse, no);
        switch (test.Matcher)
        {
            case EqualText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(value.Length, OpCodes.Bne_Un, no);
                EmitBytes(value, atEnd: false, no);
                il.Emit(OpCodes.Br, yes);
                break;
            case DifferentText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(value.Length, OpCodes.Bne_Un, yes);
                EmitBytes(value, atEnd: false, yes);
                il.Emit(OpCodes.Br, no);
                break;
            case StartsWithText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(value.Length, OpCodes.Blt, no);
                EmitBytes(value, atEnd: false, no);
                il.Emit(OpCodes.Br, yes);
                break;
            case EndsWithText { Value: var value } when value.Length <= MaxInlineLength:
                EmitLengthCheck(value.Length, OpCodes.Blt, no);
                EmitBytes(value, atEnd: true, no);
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

    private void EmitLengthCheck(int expected, OpCode branch, Label otherwise)
    {
        il.Emit(OpCodes.Ldloca, text!);
        il.Emit(OpCodes.Call, length);
        il.Emit(OpCodes.Ldc_I4, expected);
        il.Emit(branch, otherwise);
    }

    /// <summary>Compares word by word; the last word may overlap the one before it, so that there is no remainder.</summary>
    private void EmitBytes(byte[] value, bool atEnd, Label different)
    {
        if (value.Length == 0)
            return;
        bytes ??= il.DeclareLocal(typeof(byte).MakeByRefType());
        il.Emit(OpCodes.Ldloc, text!);
        il.Emit(OpCodes.Call, reference);
        if (atEnd)
        {
            il.Emit(OpCodes.Ldloca, text!);
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
        var value = EmitGetNumber(test.Operand, no);
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

    /// <summary>Asks for a number, once for all tests of it in this method.</summary>
    private LocalBuilder EmitGetNumber(NumberOperand operand, Label missing)
    {
        if (!sharedNumbers.Contains(operand))
        {
            number ??= il.DeclareLocal(typeof(long));
            EmitCallNumber(operand, number);
            il.Emit(OpCodes.Brfalse, missing);
            return number;
        }

        if (!numbers.TryGetValue(operand, out var kept))
            numbers[operand] = kept = (il.DeclareLocal(typeof(long)), il.DeclareLocal(typeof(int)));
        var known = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, kept.State);
        il.Emit(OpCodes.Brtrue, known);
        EmitCallNumber(operand, kept.Number);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, kept.State);
        il.MarkLabel(known);
        il.Emit(OpCodes.Ldloc, kept.State);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Beq, missing);
        return kept.Number;
    }

    private void EmitCallNumber(NumberOperand operand, LocalBuilder target)
    {
        constants.EmitLoad(il, operand.Get);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ldloca, target);
        il.Emit(OpCodes.Callvirt, getNumber);
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
