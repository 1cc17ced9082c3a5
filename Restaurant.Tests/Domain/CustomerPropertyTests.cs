using CsCheck;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using static Restaurant.Actors.Customers.CustomerCommand;

namespace Restaurant.Tests.Domain;

/// <summary>What holds for a customer whatever is said to it.</summary>
public class CustomerPropertyTests
{
    private static readonly Scenario Nobody = new(CustomerDecider.Definition, "aba63b38-a4e2-8e14-bbce-be78504c1ce4");

    private static readonly Gen<Func<int, DomainCommand>> SigningUp =
        Gen.OneOf("anna@example.org", "ANNA@example.org").Select(email => new Func<int, DomainCommand>(_ => new SignUpCustomer(new Personal(email))));

    private static readonly Gen<Func<int, DomainCommand>> Adding = Gen.Select(Gen.Int[0, 29], Gen.Bool, (place, capitals) =>
        new Func<int, DomainCommand>(step => new AddAddress(capitals ? $"PLACE {place}" : $"Place {place}", new Personal($"{place} Main St\n{step}")) { AddressId = $"a-{step}" }));

    private static readonly Gen<Func<int, DomainCommand>> Removing =
        Gen.Int[0, 40].Select(step => new Func<int, DomainCommand>(_ => new RemoveAddress($"a-{step}")));

    private static readonly Gen<Func<int, DomainCommand>> Verifying = Gen.Const(new Func<int, DomainCommand>(_ => new VerifyCustomer()));

    private static readonly Gen<Func<int, DomainCommand>> Erasing = Gen.Const(new Func<int, DomainCommand>(_ => new EraseCustomer()));

    private static readonly Gen<Func<int, DomainCommand>[]> Mixed =
        Gen.Frequency((3, SigningUp), (8, Adding), (5, Removing), (2, Verifying), (2, Erasing)).Array[0, 60];

    // Leads to a customer with all the addresses that there may be, most of the time.
    private static readonly Gen<Func<int, DomainCommand>[]> Filling = Gen.Select(
        SigningUp, Gen.Frequency((40, Adding), (1, Removing), (1, Verifying)).Array[50, 80], (first, others) => (Func<int, DomainCommand>[])[first, .. others]);

    private static readonly Gen<Func<int, DomainCommand>[]> Any = Gen.Frequency((4, Mixed), (1, Filling));

    [Fact]
    public void A_command_makes_one_event_or_is_refused_and_changes_nothing() => InEveryStory(DeciderProperties.OneEventOrARefusal);

    [Fact]
    public void Deciding_leaves_the_state_alone_and_is_the_same_each_time() => InEveryStory(DeciderProperties.DecidingIsPure);

    [Fact]
    public void The_events_as_they_are_stored_add_up_to_the_live_state() => InEveryStory(DeciderProperties.ReplayIsLive);

    [Fact]
    public void There_are_20_addresses_at_most_and_no_two_are_called_alike() => InEveryStory(turns => Assert.All(turns, turn =>
    {
        if (turn.After.State is Customer customer)
        {
            Assert.InRange(customer.Addresses.Count, 0, 20);
            Assert.Distinct(customer.Addresses.Select(address => address.NickName.ToUpperInvariant()));
            Assert.Distinct(customer.Addresses.Select(address => address.Id));
        }
    }));

    [Fact]
    public void An_address_that_was_added_is_there_in_its_order_until_it_is_removed_or_the_customer_erased() => InEveryStory(turns =>
    {
        var there = new List<string>();
        foreach (var turn in turns)
        {
            switch (turn.Event)
            {
                case CustomerEvent.AddressAdded added:
                    there.Add(added.AddressId);
                    break;
                case CustomerEvent.AddressRemoved removed:
                    Assert.True(there.Remove(removed.AddressId));
                    break;
                case CustomerEvent.CustomerErased:
                    there.Clear();
                    break;
            }

            Assert.Equal(there, ((Customer?)turn.After.State)?.Addresses.Select(address => address.Id) ?? []);
        }
    });

    [Fact]
    public void Of_an_erased_customer_nothing_is_known_and_only_signing_up_is_accepted() => InEveryStory(turns => Assert.All(turns, turn =>
    {
        if (turn.After.State is Customer { IsErased: true } after)
        {
            Assert.Equal((null, false, 0), (after.Email, after.Verified, after.Addresses.Count));
        }

        if (turn.Before.State is Customer { IsErased: true })
        {
            Assert.Equal(turn.Command is SignUpCustomer ? "CustomerSignedUp" : "NOT_FOUND", turn.Decision.Outcome());
        }
    }));

    [Fact]
    public void The_stories_come_to_every_event_and_to_every_refusal() => DeciderProperties.ComeToEveryEventAnd(
        Nobody, Any, "NOT_FOUND", "EMAIL_TAKEN", "NICKNAME_TAKEN", "ADDRESS_LIMIT", "ADDRESS_NOT_FOUND");

    private static void InEveryStory(Action<IReadOnlyList<Turn>> holds) => DeciderProperties.InEveryStory(Nobody, Any, holds);
}
