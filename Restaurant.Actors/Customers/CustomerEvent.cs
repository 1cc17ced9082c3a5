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

    /// <param name="NickName">Unlike any other of the customer's, whatever its case.</param>
    [StoredName("addressAdded:1")]
    public sealed record AddressAdded(string CustomerId, string AddressId, string NickName, Personal Location) : CustomerEvent;

    [StoredName("addressRemoved:1")]
    public sealed record AddressRemoved(string CustomerId, string AddressId) : CustomerEvent;

    [StoredName("customerVerified:1")]
    public sealed record CustomerVerified(string CustomerId) : CustomerEvent;

    /// <summary>From here on there is no customer, until the same e-mail signs up anew.</summary>
    [StoredName("customerErased:1")]
    public sealed record CustomerErased(string CustomerId) : CustomerEvent;
}
