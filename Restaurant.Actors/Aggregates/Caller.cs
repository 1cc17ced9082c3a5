using System.Text.Json.Serialization;

namespace Restaurant.Actors.Aggregates;

/// <summary>Who gives a command. It is made at the edge and stored with the event.</summary>
/// <param name="Kind">In which role.</param>
/// <param name="Subject">Whose identity, as far as it is known.</param>
public sealed record Caller(CallerKind Kind, string? Subject = null)
{
    public static readonly Caller System = new(CallerKind.System);
}

/// <summary>The roles of callers. A set of them says who may give a command.</summary>
[Flags]
[JsonConverter(typeof(CamelCaseConverter<CallerKind>))]
public enum CallerKind
{
    Customer = 1,
    Staff = 2,
    Manager = 4,
    System = 8,
}
