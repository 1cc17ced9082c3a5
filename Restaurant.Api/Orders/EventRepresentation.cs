using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Serialization;

namespace Restaurant.Api.Orders;

/// <summary>Something that has happened to an order, as callers see it.</summary>
/// <param name="Type">The event's name without the version of its stored form.</param>
/// <param name="By">Who gave the command that made it.</param>
/// <param name="Data">What happened.</param>
internal sealed record EventRepresentation(long Version, string Type, DateTimeOffset At, Caller By, JsonObject Data)
{
    public static EventRepresentation Of(StoredEvent stored) =>
        new(stored.Version, EventFormat.NameOf(stored.Data), stored.Timestamp, stored.By, JsonForms.PlainData(stored.Data));
}
