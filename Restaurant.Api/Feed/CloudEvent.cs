using System.Text.Json.Nodes;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Serialization;
using Restaurant.Api.Customers;
using Restaurant.Api.Menu;
using Restaurant.Api.Orders;
using Restaurant.Projections.Feed;

namespace Restaurant.Api.Feed;

/// <summary>An event as everyone outside sees it: <see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents 1.0 in JSON</see>.</summary>
/// <param name="Specversion"><c>1.0</c></param>
/// <param name="Id">The event's own.</param>
/// <param name="Source">Where all that it may be about is found, such as <c>/orders</c>.</param>
/// <param name="Type">Such as <c>restaurant.order.orderPlaced.v1</c>.</param>
/// <param name="Subject">The aggregate's id.</param>
/// <param name="Sequence">The aggregate's version.</param>
/// <param name="Correlationid">What the caller named the conversation, or an id that was minted for it.</param>
/// <param name="Causationid">The id of the command that made the event.</param>
/// <param name="Data">What happened.</param>
internal sealed record CloudEvent(
    string Specversion,
    Guid Id,
    string Source,
    string Type,
    string Subject,
    DateTimeOffset Time,
    string Datacontenttype,
    long Sequence,
    string Correlationid,
    string Causationid,
    JsonObject Data)
{
    public static CloudEvent Of(FeedEvent happened) => new(
        "1.0",
        happened.Stored.Id,
        SourceOf(happened.Stored.Data),
        happened.Type,
        happened.Subject,
        happened.Stored.Timestamp,
        "application/json",
        happened.Stored.Version,
        happened.Stored.CorrelationId,
        happened.Stored.CausationId,
        JsonForms.PlainData(happened.Stored.Data));

    private static string SourceOf(DomainEvent data) => data switch
    {
        MenuEvent => MenuEndpoints.Path,
        CustomerEvent => CustomersEndpoints.Path,
        OrderEvent => OrdersEndpoints.Path,
        _ => throw new InvalidOperationException($"{data.GetType().Name} is an event of nothing that has an address."),
    };
}
