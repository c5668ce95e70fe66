namespace Saker.Rules.Files;

/// <summary>Messages that several items share.</summary>
internal static class Messages
{
    public const string AppendDeprecated =
        "'append' key is deprecated. Add an 'append' entry (e.g. 'condition: append') under 'override' instead.";

    public const string EnabledDeprecated =
        "The standalone 'enabled' key usage is deprecated. The correct approach requires also a 'replace' entry under the 'override' key "
        + "(i.e. 'enabled: replace').";

    public const string AppendAndOverride =
        "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry (e.g. 'condition: append') under 'override' "
        + "instead.";

    public const string NoPreviousMacro =
        "Macro uses 'append' or 'override.condition: append' but no macro by that name already exists";

    public const string NoPreviousList = "List uses 'append' or 'override.items: append' but no list by that name already exists";

    public const string NoPreviousRuleToAppend =
        "Rule uses 'append' or 'override.<key>: append' but no rule by that name already exists";

    public const string NoPreviousRuleToReplace =
        "An 'override.<key>: replace' to a rule was requested but no rule by that name already exists";

    public const string ContainerInfoDeprecated =
        "%container.info is deprecated and no more useful, and will be dropped by Falco 1.0.0. The container plugin will automatically "
        + "add required fields to the output message.";
}
