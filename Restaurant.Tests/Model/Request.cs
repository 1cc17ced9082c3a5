namespace Restaurant.Tests.Model;

/// <summary>A member of a command as a request writes it, and what that means: a value, or the code of what is wrong with it.</summary>
/// <param name="Json">Null when the member is left out.</param>
internal sealed record Given(string? Json, object? Value = null, string? Code = null)
{
    public const string Malformed = "MALFORMED_REQUEST";

    public static Given Wrong(string? json, string code) => new(json, Value: null, code);
}

/// <param name="Kind"><c>customer</c>, <c>staff</c> or <c>manager</c>; nobody may call himself anything else.</param>
/// <param name="Subject">Null when the caller names none.</param>
internal sealed record By(string Kind, string? Subject)
{
    public Shape Shown => new(("kind", Kind), ("subject", Subject));
}

/// <summary>What a request demands of the version.</summary>
internal enum Demand
{
    Nothing,
    Present,
    Earlier,
    Any,
    PresentAmongOthers,
    Weak,
    Unreadable,
}

/// <summary>A command that somebody gives.</summary>
/// <param name="Target">The aggregate's id as it is written; unused for a create.</param>
/// <param name="Members">By name, in the order of the command's fields.</param>
/// <param name="Envelope">Whether it goes through <c>POST /commands</c> and not to its resource.</param>
internal sealed record Request(
    Rule Rule, string? Target, IReadOnlyList<(string Name, Given Given)> Members, By By, string? Key, Demand Demand, bool Envelope)
{
    public DateTimeOffset AskedAt { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Two commands with one key are the same when this is.</summary>
    public string Meaning => $"{Rule.Command}({string.Join(", ", Members.Select(member => $"{member.Name}: {member.Given.Value ?? "-"}"))})";

    public object? this[string name] => Members.Single(member => member.Name == name).Given.Value;

    public T Value<T>(string name) => (T)this[name]!;

    public string? Text(string name) => (string?)this[name];
}
