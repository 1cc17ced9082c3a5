using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Customers;

/// <summary>A row of <c>customers</c>: times as ISO text.</summary>
internal sealed record CustomerRow
{
    public static readonly ReadTable<CustomerRow> Table = new("customers", "id");

    public required string Id { get; init; }

    public required string? Email { get; init; }

    public required bool Verified { get; init; }

    /// <summary>Null once the customer is erased.</summary>
    public required string? SignedUpAt { get; init; }

    public required long Version { get; init; }

    public static CustomerRow Of(Entity<Customer> entity) => new()
    {
        Id = entity.State.Id,
        Email = entity.State.Email?.Text,
        Verified = entity.State.Verified,
        SignedUpAt = Time.Format(entity.State.SignedUpAt),
        Version = entity.Version,
    };

    /// <param name="addresses">The customer's rows of <c>customers_addresses</c>, by position.</param>
    public Entity<Customer> ToEntity(IEnumerable<CustomerAddressRow> addresses) => new(
        new Customer(Id, SignedUpAt is null ? null : new Personal(Email), Verified, Time.Parse(SignedUpAt), [.. addresses.Select(address => address.ToAddress())]), Version);
}
