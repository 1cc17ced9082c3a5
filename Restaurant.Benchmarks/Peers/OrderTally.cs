using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Benchmarks.Peers;

/// <summary>What Marten adds the events of an order up to: the least that a decision needs, and less than the product keeps.</summary>
public sealed class OrderTally
{
    public Guid Id { get; set; }

    public decimal Total { get; set; }

    public int Lines { get; set; }

    public bool IsPlaced { get; set; }

    public void Apply(OrderOpened opened) => Lines = 0;

    public void Apply(ItemAddedToOrder added)
    {
        Lines++;
        Total += added.Price * added.Quantity;
    }

    public void Apply(OrderPlaced placed) => IsPlaced = true;
}
