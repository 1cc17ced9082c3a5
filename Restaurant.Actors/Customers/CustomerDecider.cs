using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Customers.CustomerEvent;

namespace Restaurant.Actors.Customers;

/// <summary>(customer, command) to an event or a refusal.</summary>
public static class CustomerDecider
{
    public const int MostAddresses = 20;

    public static readonly Refusal EmailTaken = new("EMAIL_TAKEN", "Email already used.");
    public static readonly Refusal NicknameTaken = new("NICKNAME_TAKEN", "Address nickname must be unique.");
    public static readonly Refusal TooManyAddresses = new("ADDRESS_LIMIT", $"A customer has at most {MostAddresses} addresses.");
    public static readonly Refusal AddressNotFound = new("ADDRESS_NOT_FOUND", "Address not found.", Addressed: true);

    public static readonly AggregateDefinition Definition = new AggregateDefinition<Customer, CustomerCommand, CustomerEvent>
    {
        Name = "customer",
        Json = CustomersJson.Default,
        SnapshotEvery = 100,
        RemembersCommands = 100,
        ForgetsCommandsAt = typeof(CustomerErased),
        Decider = new(Decide, Customer.Evolve, IsFinal: customer => customer.IsErased),
    };

    public static Decision Decide(Customer? customer, CustomerCommand command, Circumstances at) => (customer, command) switch
    {
        (null or { IsErased: true }, SignUpCustomer signUp) => new CustomerSignedUp(at.AggregateId, signUp.Email),
        (null or { IsErased: true }, _) => Refusals.NotFound,
        (_, SignUpCustomer) => EmailTaken,
        (_, AddAddress add) => Add(customer, add),
        (_, RemoveAddress remove) => customer.Address(remove.AddressId) is { } address ? new AddressRemoved(customer.Id, address.Id) : AddressNotFound,
        (_, VerifyCustomer) => new CustomerVerified(customer.Id),
        (_, EraseCustomer) => new CustomerErased(customer.Id),
        _ => throw new InvalidOperationException($"A customer knows no {command.GetType().Name}."),
    };

    private static Decision Add(Customer customer, AddAddress add) =>
        customer.Addresses.Any(address => address.NickName.Equals(add.NickName, StringComparison.OrdinalIgnoreCase)) ? NicknameTaken
        : customer.Addresses.Count == MostAddresses ? TooManyAddresses
        : new AddressAdded(customer.Id, add.AddressId, add.NickName, add.Location);
}
