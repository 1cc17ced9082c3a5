using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Orders;

/// <summary>A row of <c>orders</c>: money in minor units, times as ISO text, which sorts as time does.</summary>
internal sealed record OrderRow
{
    public static readonly ReadTable<OrderRow> Table = new("orders", "id");

    public required string Id { get; init; }

    public required string Number { get; init; }

    public required string CustomerId { get; init; }

    public required bool CustomerKnown { get; init; }

    public required string Status { get; init; }

    public required string? AddressId { get; init; }

    public required string? AddressNickName { get; init; }

    public required string? AddressLocation { get; init; }

    public required long Total { get; init; }

    public required string Currency { get; init; }

    public required string? Note { get; init; }

    public required string OpenedAt { get; init; }

    public required string ChangedAt { get; init; }

    public required string? PlacedAt { get; init; }

    public required string? AcceptBy { get; init; }

    public required string? AcceptedAt { get; init; }

    public required string? PromisedAt { get; init; }

    public required string? PreparingAt { get; init; }

    public required string? ReadyAt { get; init; }

    public required string? DispatchedAt { get; init; }

    public required string? Courier { get; init; }

    public required string? ClosedAt { get; init; }

    public required string? CloseReason { get; init; }

    public required long Version { get; init; }

    public static OrderRow Of(Entity<Order> entity)
    {
        var order = entity.State;
        return new OrderRow
        {
            Id = order.Id,
            Number = order.Number,
            CustomerId = order.CustomerId,
            CustomerKnown = order.CustomerKnown,
            Status = CamelCase.Name(order.Status),
            AddressId = order.Address?.Id,
            AddressNickName = order.Address?.NickName,
            AddressLocation = order.Address?.Location.Text,
            Total = Actors.Aggregates.Currency.Known[order.Currency].ToMinor(order.Total),
            Currency = order.Currency,
            Note = order.Note?.Text,
            OpenedAt = Timestamps.Format(order.OpenedAt),
            ChangedAt = Timestamps.Format(order.ChangedAt),
            PlacedAt = Time.Format(order.PlacedAt),
            AcceptBy = Time.Format(order.AcceptBy),
            AcceptedAt = Time.Format(order.AcceptedAt),
            PromisedAt = Time.Format(order.PromisedAt),
            PreparingAt = Time.Format(order.PreparingAt),
            ReadyAt = Time.Format(order.ReadyAt),
            DispatchedAt = Time.Format(order.DispatchedAt),
            Courier = order.Courier,
            ClosedAt = Time.Format(order.ClosedAt),
            CloseReason = order.CloseReason,
            Version = entity.Version,
        };
    }

    /// <param name="lines">The order's rows of <c>orders_lines</c>, by position.</param>
    public Entity<Order> ToEntity(IEnumerable<OrderLineRow> lines)
    {
        var currency = Actors.Aggregates.Currency.Known[Currency];
        return new Entity<Order>(
            new Order(
                Id,
                CustomerId,
                CustomerKnown,
                Currency,
                CamelCase.TryParse<OrderStatus>(Status, out var status) ? status : throw new ProjectionFaultException($"The order {Id} has the status '{Status}'."),
                [.. lines.Select(line => line.ToLine(currency))],
                Timestamps.Parse(OpenedAt),
                Timestamps.Parse(ChangedAt),
                AddressId is null ? null : new DeliveryAddress(AddressId, AddressNickName!, new Personal(AddressLocation)),
                Note is null ? null : new Personal(Note),
                Time.Parse(PlacedAt),
                Time.Parse(AcceptBy),
                Time.Parse(AcceptedAt),
                Time.Parse(PromisedAt),
                Time.Parse(PreparingAt),
                Time.Parse(ReadyAt),
                Time.Parse(DispatchedAt),
                Courier,
                Time.Parse(ClosedAt),
                CloseReason),
            Version);
    }
}
