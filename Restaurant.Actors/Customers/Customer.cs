using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Customers.CustomerEvent;

namespace Restaurant.Actors.Customers;

/// <summary>Somebody who orders. One e-mail is one customer, since the id is made from it.</summary>
/// <param name="Email">Null once the customer is erased.</param>
/// <param name="SignedUpAt">Null once the customer is erased.</param>
/// <param name="Addresses">In the order in which they were added.</param>
public sealed record Customer(
    string Id,
    Personal? Email,
    bool Verified,
    DateTimeOffset? SignedUpAt,
    IReadOnlyList<CustomerAddress> Addresses) : AggregateState
{
    /// <summary>An erased customer is none: nothing can be asked of it but to sign up anew.</summary>
    [JsonIgnore]
    public bool IsErased => SignedUpAt is null;

    public CustomerAddress? Address(string addressId) => Addresses.FirstOrDefault(address => address.Id == addressId);

    public static Customer Evolve(Customer? customer, CustomerEvent happened, DateTimeOffset at) => happened switch
    {
        CustomerSignedUp signedUp => new Customer(signedUp.Id, signedUp.Email, Verified: false, SignedUpAt: at, Addresses: []),
        AddressAdded added => customer! with
        {
            Addresses = [.. customer.Addresses, new CustomerAddress(added.AddressId, added.NickName, added.Location)],
        },
        AddressRemoved removed => customer! with { Addresses = [.. customer.Addresses.Where(address => address.Id != removed.AddressId)] },
        CustomerVerified => customer! with { Verified = true },
        CustomerErased erased => new Customer(erased.CustomerId, Email: null, Verified: false, SignedUpAt: null, Addresses: []),
        _ => throw new InvalidOperationException($"A customer does not evolve by {happened.GetType().Name}."),
    };

    /// <summary>
    /// The id of the customer with this e-mail: HMAC-SHA256 of its normal form (trimmed, lower case) under <c>Customers:IdKey</c>, so
    /// that nobody without the key can tell from an id whose it is.
    /// </summary>
    public static string IdOf(string email, ReadOnlySpan<byte> key) =>
        Identifiers.Version8(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())));
}

/// <param name="NickName">What the customer calls it, such as "Home". Not personal.</param>
public sealed record CustomerAddress(string Id, string NickName, Personal Location);
