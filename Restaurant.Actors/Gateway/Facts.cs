using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Actors.Gateway;

/// <summary>
/// Asks the owning aggregates, never a read table, for what a command needs to know of them. Only here do the contexts meet.
/// </summary>
internal sealed class Facts(AggregateGate gate, TimeProvider time)
{
    /// <summary>The command with its facts, and the version of the addressed aggregate that they were gathered for if they depend on it.</summary>
    /// <exception cref="FactsUnavailableException">An owner did not answer. That is never the same as "there is none".</exception>
    public async Task<(DomainCommand Command, long? AsOf)> GatherAsync(DomainCommand command, string aggregateId, CancellationToken cancellation) => command switch
    {
        OpenOrder open => (open with { CustomerKnown = await IsKnownAsync(open.CustomerId, cancellation) }, null),
        AddItemToOrder add => (add with { Quote = await QuoteAsync(add.MenuItemId, cancellation) }, null),
        PlaceOrder place => await ForPlacingAsync(place, aggregateId, cancellation),
        _ => (command, null),
    };

    private async Task<(DomainCommand Command, long? AsOf)> ForPlacingAsync(PlaceOrder place, string orderId, CancellationToken cancellation)
    {
        var (version, order) = await StateAsync<Order>(OrderDecider.Definition, orderId, cancellation);
        if (order is not { Status: OrderStatus.Open })
        {
            // It will be refused or is a repeat; either way nobody looks at the facts.
            return (place, version);
        }

        var customerKnown = IsKnownAsync(order.CustomerId, cancellation);
        var quotes = await Task.WhenAll(order.Lines.Select(line => line.MenuItemId).Distinct().Select(item => QuoteAsync(item, cancellation)));
        return (place with { CustomerKnown = await customerKnown, Quotes = [.. quotes.OfType<MenuItemQuote>()] }, version);
    }

    private async Task<bool> IsKnownAsync(string customerId, CancellationToken cancellation) =>
        (await StateAsync<Customer>(CustomerDecider.Definition, customerId, cancellation)).State is not null;

    private async Task<MenuItemQuote?> QuoteAsync(string menuItemId, CancellationToken cancellation)
    {
        var (version, item) = await StateAsync<MenuItem>(MenuDecider.Definition, menuItemId, cancellation);
        return item is null ? null : new MenuItemQuote(
            item.Id, version, item.Description, item.Price, item.Currency, item is { Removed: false, Available: true }, Timestamps.ToMicroseconds(time.GetUtcNow()));
    }

    private async Task<(long Version, TState? State)> StateAsync<TState>(AggregateDefinition aggregate, string id, CancellationToken cancellation)
        where TState : AggregateState =>
        Identifiers.Normalize(id) is not { } normal ? (0, null)
        : await gate.AskAsync(aggregate, new StateQuery(normal), cancellation) switch
        {
            Reply.Present present => (present.Version, (TState?)present.State),
            Reply.Unavailable unavailable => throw new FactsUnavailableException(unavailable.Reason),
            var reply => throw new InvalidOperationException($"A question for the state was answered by {reply.GetType().Name}."),
        };
}

/// <summary>An owner of facts did not answer.</summary>
internal sealed class FactsUnavailableException(string message) : Exception(message);
