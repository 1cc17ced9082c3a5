using System.Collections.Concurrent;

namespace Restaurant.Actors.Aggregates;

/// <summary>
/// What a caller wants of one aggregate. Its positional members are the caller's own fields, already checked and normalised;
/// its other members are what the system adds: minted ids and facts asked of other aggregates.
/// </summary>
public abstract record DomainCommand
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    /// <summary>
    /// The caller's fields in declared order and normal form: trimmed, scaled, defaults filled in, without minted ids and facts.
    /// They tell whether a repeated command is the same command, see <see cref="CommandHash"/>.
    /// </summary>
    public abstract IReadOnlyList<string?> Fields();

    /// <summary>The command's name in the contract, such as <c>placeOrder</c>.</summary>
    public static string NameOf(Type command) => Names.GetOrAdd(command, static command =>
        command.GetCustomAttributes(typeof(CommandNameAttribute), inherit: false) is [CommandNameAttribute named]
            ? named.Name
            : throw new InvalidOperationException($"{command} has no [CommandName]."));

    /// <summary>The codes that its aggregate may refuse the command with, beside those that any command can be refused with.</summary>
    public static IReadOnlyList<string> RefusalsOf(Type command) =>
        command.GetCustomAttributes(typeof(RefusedWithAttribute), inherit: false) is [RefusedWithAttribute refused] ? refused.Codes : [];
}

/// <summary>A command that begins a new aggregate. Every other command needs one that has events.</summary>
public interface ICreation;

/// <summary>The name of a command in the contract, such as <c>placeOrder</c>. It is part of the stored hash and never changes.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CommandNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>
/// The codes that the decider may refuse a command with, beside those that any command can be refused with. It tells callers what to
/// expect; a test compares it with what the decider does.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RefusedWithAttribute(params string[] codes) : Attribute
{
    public IReadOnlyList<string> Codes { get; } = codes;
}
