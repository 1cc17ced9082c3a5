using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Customers;

/// <summary>What happens to a customer.</summary>
public abstract record CustomerEvent : DomainEvent
{
    private CustomerEvent()
    {
    }

    [StoredName("customerSignedUp:1")]
    public sealed record CustomerSignedUp(string Id, Personal Email) : CustomerEvent;
}
