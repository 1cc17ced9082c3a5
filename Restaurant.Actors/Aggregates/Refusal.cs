using System.Text.Json;

namespace Restaurant.Actors.Aggregates;

/// <summary>Why a command is refused. No event was written, and the same command may be accepted later.</summary>
/// <param name="Code">One of the contract's codes, such as <c>ORDER_NOT_OPEN</c>.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Members">A JSON object whose members stand beside the code in the answer, such as <c>lines</c>.</param>
/// <param name="Addressed">
/// Whether what is missing is what the command is addressed to: a part of the aggregate itself, and not something else that the
/// command names. It tells the two meanings of <c>ADDRESS_NOT_FOUND</c> apart.
/// </param>
public sealed record Refusal(string Code, string Detail, JsonElement? Members = null, bool Addressed = false)
{
    /// <summary>Two refusals are equal when their answers are.</summary>
    public bool Equals(Refusal? other) =>
        other is not null && Code == other.Code && Detail == other.Detail && Text(Members) == Text(other.Members) && Addressed == other.Addressed;

    public override int GetHashCode() => HashCode.Combine(Code, Detail, Text(Members));

    private static string? Text(JsonElement? members) => members?.GetRawText();
}

/// <summary>The refusals that every aggregate knows.</summary>
public static class Refusals
{
    public static readonly Refusal NotFound = new("NOT_FOUND", "There is nothing here.");

    public static readonly Refusal KeyReused = new(
        "IDEMPOTENCY_KEY_REUSED", "This idempotency key was used for another command or another body.");

    public static Refusal VersionConflict(long version) => new(
        "VERSION_CONFLICT", $"The condition on the version does not hold: the present version is {version}.");
}
