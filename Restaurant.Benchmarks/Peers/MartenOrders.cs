using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Marten;
using Marten.Services;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Serialization;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Benchmarks.Peers;

/// <summary>
/// The peer: Marten as its documentation shows it for those who decide: it loads what a stream adds up to, appends the next event, and saves both the event
/// and the check that nobody else has appended. It stores the same events, at Marten's own defaults.
/// </summary>
internal sealed class MartenOrders : IAsyncDisposable
{
    private readonly DocumentStore _store;

    private MartenOrders(DocumentStore store) => _store = store;

    public static async Task<MartenOrders> OpenAsync(string database)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.Serializer(new SystemTextJsonSerializer(new JsonSerializerOptions(JsonForms.Stored)
            {
                TypeInfoResolver = JsonTypeInfoResolver.Combine(JsonForms.Stored.TypeInfoResolver, new DefaultJsonTypeInfoResolver()),
            }));
            options.Events.AddEventTypes([typeof(OrderOpened), typeof(ItemAddedToOrder), typeof(OrderPlaced)]);
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return new MartenOrders(store);
    }

    public async Task OpenAsync(Guid order)
    {
        await using var session = _store.LightweightSession();
        session.Events.StartStream<OrderTally>(order, OrderStory.Opened(order));
        await session.SaveChangesAsync();
    }

    public async Task AppendAsync(Guid order, DomainEvent data)
    {
        await using var session = _store.LightweightSession();
        var stream = await session.Events.FetchForWriting<OrderTally>(order);
        stream.AppendOne(data);
        await session.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
