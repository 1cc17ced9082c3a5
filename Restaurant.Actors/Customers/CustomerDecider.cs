using Restaurant.Actors.Aggregates;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Customers.CustomerEvent;

namespace Restaurant.Actors.Customers;

/// <summary>(customer, command) to an event or a refusal.</summary>
public static class CustomerDecider
{
    public static readonly Refusal EmailTaken = new("EMAIL_TAKEN", "Email already used.");

    public static readonly AggregateDefinition Definition = new AggregateDefinition<Customer, CustomerCommand, CustomerEvent>
    {
        Name = "customer",
        Json = CustomersJson.Default,
        SnapshotEvery = 100,
        RemembersCommands = 100,
        Decider = new(Decide, Customer.Evolve, IsFinal: _ => false),
    };

    public static Decision Decide(Customer? customer, CustomerCommand command, Circumstances at) => (customer, command) switch
    {
        (null, SignUpCustomer signUp) => new CustomerSignedUp(at.AggregateId, signUp.Email),
        (null, _) => Refusals.NotFound,
        (_, SignUpCustomer) => EmailTaken,
        _ => throw new InvalidOperationException($"A customer knows no {command.GetType().Name}."),
    };
}
