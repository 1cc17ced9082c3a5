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
    /// <summary>The command with its facts, and with the version of its aggregate that they were gathered for if they depend on it.</summary>
    /// <exception cref="FactsUnavailableException">An owner did not answer. That is never the same as "there is none".</exception>
    public async Task<CommandEnvelope> GatherAsync(CommandEnvelope envelope, CancellationToken cancellation)
    {
        var owners = new Owners(gate, time, envelope.Deadline, cancellation);
        return envelope.Command switch
        {
            OpenOrder open => envelope with { Command = open with { CustomerKnown = await owners.IsKnownAsync(open.CustomerId) } },
            AddItemToOrder add => envelope with { Command = add with { Quote = await owners.QuoteAsync(add.MenuItemId) } },
            SetDeliveryAddress set => await ForOpenOrderAsync(envelope, owners, order => ForDeliveringAsync(set, order, owners)),
            PlaceOrder place => await ForOpenOrderAsync(envelope, owners, order => ForPlacingAsync(place, order, owners)),
            _ => envelope,
        };
    }

    /// <summary>Facts that depend on what an open order holds: it is read first, and the command holds for that version of it.</summary>
    private static async Task<CommandEnvelope> ForOpenOrderAsync(CommandEnvelope envelope, Owners owners, Func<Order, Task<OrderCommand>> withFacts)
    {
        var (version, order) = await owners.StateAsync<Order>(OrderDecider.Definition, envelope.AggregateId);
        return envelope with
        {
            // In any other status it will be refused or is a repeat; either way nobody looks at the facts.
            Command = order is { Status: OrderStatus.Open } ? await withFacts(order) : envelope.Command,
            FactsAsOf = version,
        };
    }

    private static async Task<OrderCommand> ForDeliveringAsync(SetDeliveryAddress set, Order order, Owners owners) =>
        set with { Address = await owners.AddressAsync(order.CustomerId, set.AddressId) };

    private static async Task<OrderCommand> ForPlacingAsync(PlaceOrder place, Order order, Owners owners)
    {
        var customerKnown = owners.IsKnownAsync(order.CustomerId);
        var quotes = Task.WhenAll(order.Lines.Select(line => line.MenuItemId).Distinct().Select(owners.QuoteAsync));
        await Task.WhenAll(customerKnown, quotes);
        return place with { CustomerKnown = await customerKnown, Quotes = [.. (await quotes).OfType<MenuItemQuote>()] };
    }

    /// <summary>The owners of facts, as long as the command's deadline lets them be asked.</summary>
    private sealed class Owners(AggregateGate gate, TimeProvider time, DateTimeOffset deadline, CancellationToken cancellation)
    {
        public async Task<bool> IsKnownAsync(string customerId) =>
            (await StateAsync<Customer>(CustomerDecider.Definition, customerId)).State is { IsErased: false };

        public async Task<DeliveryAddress?> AddressAsync(string customerId, string addressId)
        {
            var (_, customer) = await StateAsync<Customer>(CustomerDecider.Definition, customerId);
            return customer?.Address(addressId) is { } address
                ? new DeliveryAddress(address.Id, address.NickName, address.Location)
                : null;
        }

        public async Task<MenuItemQuote?> QuoteAsync(string menuItemId)
        {
            var (version, item) = await StateAsync<MenuItem>(MenuDecider.Definition, menuItemId);
            return item is null ? null : new MenuItemQuote(
                item.Id, version, item.Description, item.Price, item.Currency, item is { Removed: false, Available: true }, Timestamps.ToMicroseconds(time.GetUtcNow()));
        }

        public async Task<(long Version, TState? State)> StateAsync<TState>(AggregateDefinition aggregate, string id)
            where TState : AggregateState =>
            Identifiers.Normalize(id) is not { } normal ? (0, null)
            : await gate.AskAsync(aggregate, new StateQuery(normal), deadline, cancellation) switch
            {
                Reply.Present present => (present.Version, (TState?)present.State),
                Reply.Unavailable unavailable => throw new FactsUnavailableException(unavailable),
                var reply => throw new InvalidOperationException($"A question for the state was answered by {reply.GetType().Name}."),
            };
    }
}

/// <summary>An owner of facts did not answer, or cannot.</summary>
internal sealed class FactsUnavailableException(Reply.Unavailable answer) : Exception(answer.Reason)
{
    /// <summary>What stands for the answer of the owner.</summary>
    public Reply.Unavailable Answer { get; } = answer;
}
