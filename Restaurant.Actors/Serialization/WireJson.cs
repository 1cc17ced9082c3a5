using System.Text.Json;
using System.Text.Json.Serialization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Serialization;

/// <summary>
/// The JSON of what travels around the contexts' own types. Nodes of two versions run side by side while one follows the other: a member
/// that is added has a default, which means what a node that does not know it would mean.
/// </summary>
[JsonSerializable(typeof(Caller))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(CommandForm))]
[JsonSerializable(typeof(StateQuery))]
[JsonSerializable(typeof(SnapshotForm))]
[JsonSerializable(typeof(AcceptedForm))]
[JsonSerializable(typeof(Reply.Replayed))]
[JsonSerializable(typeof(Reply.Refused))]
[JsonSerializable(typeof(Reply.NotDue))]
[JsonSerializable(typeof(Reply.FactsStale))]
[JsonSerializable(typeof(Reply.Unavailable))]
[JsonSerializable(typeof(PresentForm))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary><see cref="CommandEnvelope"/> with the command by its name.</summary>
internal sealed record CommandForm(
    string AggregateId,
    string Name,
    JsonElement Command,
    string CommandId,
    string CorrelationId,
    Caller By,
    CommandHash Hash,
    DateTimeOffset Deadline,
    VersionCondition? Expected,
    long? FactsAsOf,
    bool WithoutFacts = false);

/// <summary><see cref="AggregateSnapshot"/>; the aggregate's name stands in the manifest.</summary>
internal sealed record SnapshotForm(JsonElement State, DateTimeOffset LastTimestamp, IReadOnlyList<AcceptedCommand> Commands);

/// <summary><see cref="Reply.Accepted"/> with the event as it is stored.</summary>
internal sealed record AcceptedForm(string Aggregate, string Manifest, JsonElement Event, JsonElement State, bool IsReplay = false);

/// <summary><see cref="Reply.Present"/>; without events there is neither aggregate nor state.</summary>
internal sealed record PresentForm(long Version, string? Aggregate, JsonElement? State);
