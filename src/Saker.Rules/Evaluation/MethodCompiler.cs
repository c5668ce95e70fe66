using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation;

/// <summary>Asks some rules. The position of the first that matches is the result, or those of all that do are put into the list.</summary>
internal delegate int MatchRules(EventContext context, ref ulong bits, MatchList? matches);

/// <summary>
/// Makes one method of several predicates. Each becomes code that jumps to one place or another, so that no answer is ever stored
/// except those that are asked for more than once: these are kept in a local variable that says yes, no or not known yet.
/// </summary>
internal sealed class MethodCompiler
{
    private const int NotKnown = 0;
    private const int Yes = 1;
    private const int No = 2;

    // What is shared is spelled out wherever it is asked for, so code can be much larger than the tree. Beyond this the compiler
    // behind it takes too long for what it gains, and rules are walked.
    private const int MaxSize = 5_000;

    private readonly ILGenerator il;
    private readonly TestEmitter tests;
    private readonly Dictionary<Predicate, int> uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Predicate, LocalBuilder> answers = new(ReferenceEqualityComparer.Instance);
    private readonly ConstantPool constants;
    private LocalBuilder? kept;

    private MethodCompiler(ILGenerator il, ConstantPool constants, IEnumerable<Predicate> predicates)
    {
        this.il = il;
        this.constants = constants;
        foreach (var predicate in predicates)
            CountUses(predicate);
        tests = new TestEmitter(il, constants, uses.Keys.OfType<Test>());
    }

    public static MatchRules CompileRules(IReadOnlyList<PositionedRule> rules, RuleMatching matching)
    {
        var constants = new ConstantPool();
        var method = NewMethod("MatchRules", typeof(int), typeof(EventContext), typeof(ulong).MakeByRefType(), typeof(MatchList));
        var il = method.GetILGenerator();
        var compiler = new MethodCompiler(il, constants, rules.Select(r => r.Predicate));
        foreach (var rule in rules)
        {
            var (match, next) = (il.DefineLabel(), il.DefineLabel());
            compiler.EmitWhole(rule.Predicate, match, next);
            il.MarkLabel(match);
            if (matching == RuleMatching.First)
            {
                il.Emit(OpCodes.Ldc_I4, rule.Position);
                il.Emit(OpCodes.Ret);
            }
            else
            {
                il.Emit(OpCodes.Ldarg_3);
                il.Emit(OpCodes.Ldc_I4, rule.Position);
                il.Emit(OpCodes.Call, typeof(MatchList).GetMethod(nameof(MatchList.Add))!);
            }

            il.MarkLabel(next);
        }

        il.Emit(OpCodes.Ldc_I4_M1);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<MatchRules>(constants.ToArray());
    }

    private static DynamicMethod NewMethod(string name, Type result, params Type[] parameters) =>
        new(name, result, [typeof(object[]), .. parameters], typeof(MethodCompiler).Module, skipVisibility: true);

    private void CountUses(Predicate predicate)
    {
        ref int count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(uses, predicate, out _);
        // What is shared as a whole is not shared in its parts.
        if (++count > 1)
            return;
        switch (predicate)
        {
            case AndPredicate and:
                foreach (var child in and.Children)
                    CountUses(child);
                break;
            case OrPredicate or:
                foreach (var child in or.Children)
                    CountUses(child);
                break;
            case NotPredicate not:
                CountUses(not.Child);
                break;
        }
    }

    private void EmitWhole(Predicate predicate, Label yes, Label no)
    {
        if (predicate.Size > MaxSize)
            tests.EmitEvaluate(predicate, yes, no);
        else
            Emit(predicate, yes, no);
    }

    private void Emit(Predicate predicate, Label yes, Label no)
    {
        if (uses[predicate] == 1 || predicate is ConstantPredicate or ProcessBit or NotPredicate)
        {
            EmitAnswer(predicate, yes, no);
            return;
        }

        if (!answers.TryGetValue(predicate, out var answer))
            answers[predicate] = answer = il.DeclareLocal(typeof(int));
        var (ask, found, missed) = (il.DefineLabel(), il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Ldloc, answer);
        il.Emit(OpCodes.Brfalse, ask);
        il.Emit(OpCodes.Ldloc, answer);
        il.Emit(OpCodes.Ldc_I4, Yes);
        il.Emit(OpCodes.Beq, yes);
        il.Emit(OpCodes.Br, no);
        il.MarkLabel(ask);
        EmitAnswer(predicate, found, missed);
        il.MarkLabel(found);
        il.Emit(OpCodes.Ldc_I4, Yes);
        il.Emit(OpCodes.Stloc, answer);
        il.Emit(OpCodes.Br, yes);
        il.MarkLabel(missed);
        il.Emit(OpCodes.Ldc_I4, No);
        il.Emit(OpCodes.Stloc, answer);
        il.Emit(OpCodes.Br, no);
    }

    private void EmitAnswer(Predicate predicate, Label yes, Label no)
    {
        switch (predicate)
        {
            case ConstantPredicate constant:
                il.Emit(OpCodes.Br, constant.Value ? yes : no);
                break;
            case ProcessBit bit:
                EmitBit(bit, yes, no);
                break;
            case NotPredicate not:
                Emit(not.Child, no, yes);
                break;
            case AndPredicate and:
                foreach (var child in and.Children[..^1])
                    EmitThen(child, no, isYes: true);
                Emit(and.Children[^1], yes, no);
                break;
            case OrPredicate or:
                foreach (var child in or.Children[..^1])
                    EmitThen(child, yes, isYes: false);
                Emit(or.Children[^1], yes, no);
                break;
            default:
                tests.Emit((Test)predicate, yes, no);
                break;
        }
    }

    /// <summary>Goes on behind it for one answer, and elsewhere for the other.</summary>
    private void EmitThen(Predicate predicate, Label elsewhere, bool isYes)
    {
        var next = il.DefineLabel();
        Emit(predicate, isYes ? next : elsewhere, isYes ? elsewhere : next);
        il.MarkLabel(next);
    }

    /// <summary>Goes by the answer that is kept with the process; where there is none yet, the question is put.</summary>
    private void EmitBit(ProcessBit bit, Label yes, Label no)
    {
        kept ??= il.DeclareLocal(typeof(long));
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldc_I4, bit.Word * sizeof(ulong));
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I8);
        il.Emit(OpCodes.Ldc_I8, bit.Asked | bit.Yes);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Stloc, kept);
        il.Emit(OpCodes.Ldloc, kept);
        il.Emit(OpCodes.Ldc_I8, bit.Asked);
        il.Emit(OpCodes.Beq, no);
        il.Emit(OpCodes.Ldloc, kept);
        il.Emit(OpCodes.Brtrue, yes);
        tests.EmitEvaluate(bit, yes, no);
    }
}
