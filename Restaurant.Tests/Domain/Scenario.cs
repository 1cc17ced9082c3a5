using System.Text.Json;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Tests.Domain;

/// <summary>Given what has happened to an aggregate, when a command comes, then there is an event or a refusal.</summary>
internal sealed record Scenario(AggregateDefinition Aggregate, string Id)
{
    public static readonly DateTimeOffset Start = new(2026, 11, 25, 2, 36, 50, TimeSpan.Zero);

    public AggregateState? State { get; init; }

    /// <summary>How many events there were.</summary>
    public long Version { get; init; }

    /// <summary>The time of the next event or decision.</summary>
    public DateTimeOffset Now { get; init; } = Start;

    public HouseRules Rules { get; init; } = new(
        Currency.Known["USD"], QuoteValidity: TimeSpan.FromHours(1), AcceptanceTimeout: TimeSpan.FromMinutes(15), AbandonAfter: TimeSpan.FromDays(1));

    public Scenario Given(params IEnumerable<DomainEvent> events) => events.Aggregate(this, (scenario, happened) => scenario.Happened(happened));

    /// <summary>After a command that must be accepted.</summary>
    public Scenario After(DomainCommand command, Caller? by = null) => Given(When(command, by).Accepted());

    public Scenario At(DateTimeOffset now) => this with { Now = now };

    public Decision When(DomainCommand command, Caller? by = null) => Aggregate.Decide(State, command, CircumstancesOf(by ?? Callers.Staff));

    public Circumstances CircumstancesOf(Caller by) => new(Id, by, Now, Version, Rules);

    /// <summary>The state and the version after one more event.</summary>
    public Scenario Happened(DomainEvent happened)
    {
        var stored = Stored(happened, Version + 1);
        return this with { State = Aggregate.Evolve(State, stored), Version = stored.Version };
    }

    public StoredEvent Stored(DomainEvent happened, long version) => new(
        Guid.CreateVersion7(Now), Id, version, Now, CommandId: $"command-{version}", CorrelationId: "correlation", CausationId: $"command-{version}",
        Callers.Staff, Hash: default, happened);
}

internal static class Callers
{
    public static readonly Caller Customer = new(CallerKind.Customer, "anna");
    public static readonly Caller Staff = new(CallerKind.Staff, "steve");
    public static readonly Caller Manager = new(CallerKind.Manager, "mia");

    public static readonly Caller System = Caller.System;

    public static Caller Of(CallerKind kind) => new(kind, "somebody");
}

/// <summary>What must come of a command.</summary>
internal static class Then
{
    public static DomainEvent Accepted(this Decision decision) => Assert.IsType<Decision.Accept>(decision).Event;

    /// <summary>The name of the event's type, or the code of the refusal.</summary>
    public static string Outcome(this Decision decision) => decision is Decision.Refuse refuse ? refuse.Refusal.Code : decision.Accepted().GetType().Name;

    /// <summary>Whether a table of (state, command, outcome) says something of each of these states and each command of the aggregate, once.</summary>
    public static void CoversEvery(this TheoryData<string, string, string> pairs, IEnumerable<string> states, AggregateDefinition aggregate) => Assert.Equal(
        (from state in states from command in aggregate.Commands select $"{state} {DomainCommand.NameOf(command)}").Order(StringComparer.Ordinal),
        pairs.Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));

    /// <summary>Exactly this event: lists by their elements, and money to its last decimal.</summary>
    public static void Accepted(this Decision decision, DomainEvent expected)
    {
        var happened = decision.Accepted();
        Assert.IsType(expected.GetType(), happened);
        Assert.Equal(Text(expected), Text(happened));
    }

    /// <summary>Neither accepted nor refused: its time has not come.</summary>
    public static void NotDue(this Decision decision) => Assert.IsType<Decision.NotDue>(decision);

    public static Refusal Refused(this Decision decision, string code)
    {
        var refusal = Assert.IsType<Decision.Refuse>(decision).Refusal;
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    /// <param name="members">The JSON object that stands beside the code, or null when there is none.</param>
    public static void Refused(this Decision decision, string code, string detail, string? members = null)
    {
        var refusal = decision.Refused(code);
        Assert.Equal(detail, refusal.Detail);
        Assert.Equal(members, refusal.Members?.GetRawText());
    }

    /// <summary>A text that is the same when two values are: a record compares its lists by reference, and 10 equals 10.00.</summary>
    public static string Text(object? value) => JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object), Plain);

    private static readonly JsonSerializerOptions Plain = new();
}
