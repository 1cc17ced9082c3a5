using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Customers.CustomerEvent;

namespace Restaurant.Tests.Domain;

public class CustomerDeciderTests
{
    private const string Id = "aba63b38-a4e2-8e14-bbce-be78504c1ce4";

    private static readonly CustomerSignedUp SignedUp = new(Id, new Personal("Anna@example.org"));
    private static readonly AddressAdded HomeAdded = new(Id, "home", "Home", new Personal("1 Main St"));
    private static readonly Scenario Nobody = new(CustomerDecider.Definition, Id);
    private static readonly Scenario Anna = Nobody.Given(SignedUp);
    private static readonly Scenario AtHome = Anna.Given(HomeAdded);
    private static readonly Scenario Everywhere = Anna.Given(Enumerable.Range(1, 20).Select(number => new AddressAdded(Id, $"a-{number}", $"Place {number}", new Personal("x"))));
    private static readonly Scenario Verified = AtHome.Given(new CustomerVerified(Id));
    private static readonly Scenario Erased = Verified.Given(new CustomerErased(Id));

    private static readonly IReadOnlyDictionary<string, Scenario> States = new Dictionary<string, Scenario>
    {
        ["nobody"] = Nobody,
        ["signed up"] = Anna,
        ["with an address"] = AtHome,
        ["with 20 addresses"] = Everywhere,
        ["verified"] = Verified,
        ["erased"] = Erased,
    };

    /// <summary>A state, a command, and the event that it makes or the code of its refusal.</summary>
    public static TheoryData<string, string, string> Pairs => new()
    {
        { "nobody", "signUpCustomer", "CustomerSignedUp" },
        { "nobody", "addAddress", "NOT_FOUND" },
        { "nobody", "removeAddress", "NOT_FOUND" },
        { "nobody", "verifyCustomer", "NOT_FOUND" },
        { "nobody", "eraseCustomer", "NOT_FOUND" },
        { "signed up", "signUpCustomer", "EMAIL_TAKEN" },
        { "signed up", "addAddress", "AddressAdded" },
        { "signed up", "removeAddress", "ADDRESS_NOT_FOUND" },
        { "signed up", "verifyCustomer", "CustomerVerified" },
        { "signed up", "eraseCustomer", "CustomerErased" },
        { "with an address", "signUpCustomer", "EMAIL_TAKEN" },
        { "with an address", "addAddress", "NICKNAME_TAKEN" },
        { "with an address", "removeAddress", "AddressRemoved" },
        { "with an address", "verifyCustomer", "CustomerVerified" },
        { "with an address", "eraseCustomer", "CustomerErased" },
        { "with 20 addresses", "signUpCustomer", "EMAIL_TAKEN" },
        { "with 20 addresses", "addAddress", "ADDRESS_LIMIT" },
        { "with 20 addresses", "removeAddress", "ADDRESS_NOT_FOUND" },
        { "with 20 addresses", "verifyCustomer", "CustomerVerified" },
        { "with 20 addresses", "eraseCustomer", "CustomerErased" },
        { "verified", "signUpCustomer", "EMAIL_TAKEN" },
        { "verified", "addAddress", "NICKNAME_TAKEN" },
        { "verified", "removeAddress", "AddressRemoved" },
        { "verified", "verifyCustomer", "CustomerVerified" },
        { "verified", "eraseCustomer", "CustomerErased" },
        { "erased", "signUpCustomer", "CustomerSignedUp" },
        { "erased", "addAddress", "NOT_FOUND" },
        { "erased", "removeAddress", "NOT_FOUND" },
        { "erased", "verifyCustomer", "NOT_FOUND" },
        { "erased", "eraseCustomer", "NOT_FOUND" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void In_each_state_each_command_makes_its_event_or_is_refused(string state, string command, string outcome) =>
        Assert.Equal(outcome, States[state].When(Samples.Named(command)).Outcome());

    [Fact]
    public void No_pair_of_state_and_command_is_left_out() =>
        Pairs.CoversEvery(States.Keys, CustomerDecider.Definition);

    [Fact]
    public void Somebody_signs_up_with_the_email_as_it_was_written() =>
        Nobody.When(new SignUpCustomer(new Personal("Anna@example.org"))).Accepted(SignedUp);

    [Fact]
    public void Who_signed_up_is_not_verified_and_has_no_addresses() => AssertState(
        new Customer(Id, new Personal("Anna@example.org"), Verified: false, Scenario.Start, Addresses: []), Anna);

    [Fact]
    public void An_email_is_taken_once() =>
        Anna.When(new SignUpCustomer(new Personal("anna@example.org"))).Refused("EMAIL_TAKEN", "Email already used.");

    [Fact]
    public void An_address_is_added_under_the_id_that_the_sender_minted()
    {
        Anna.When(Add("Home", "1 Main St", id: "home")).Accepted(HomeAdded);
        AtHome.When(Add("Work", "2 Main St", id: "work")).Accepted(new AddressAdded(Id, "work", "Work", new Personal("2 Main St")));
    }

    [Fact]
    public void A_new_address_is_the_last_one()
    {
        var customer = (Customer)AtHome.Given(new AddressAdded(Id, "work", "Work", new Personal("2 Main St"))).State!;

        Assert.Equal(
            [new CustomerAddress("home", "Home", new Personal("1 Main St")), new CustomerAddress("work", "Work", new Personal("2 Main St"))],
            customer.Addresses);
    }

    [Theory]
    [InlineData("Home", "Home")]
    [InlineData("Home", "HOME")]
    [InlineData("zuhause bei ömer", "ZUHAUSE BEI ÖMER")]
    [InlineData("Дом", "ДОМ")]
    public void A_nickname_is_taken_in_whatever_case(string taken, string wanted) => Anna
        .Given(new AddressAdded(Id, "a", taken, new Personal("x")))
        .When(Add(wanted, "another place")).Refused("NICKNAME_TAKEN", "Address nickname must be unique.");

    [Fact]
    public void A_location_may_be_anothers() =>
        Assert.IsType<AddressAdded>(AtHome.When(Add("Home again", "1 Main St")).Accepted());

    [Fact]
    public void A_nickname_is_free_again_once_its_address_is_removed() =>
        Assert.IsType<AddressAdded>(AtHome.Given(new AddressRemoved(Id, "home")).When(Add("Home", "1 Main St")).Accepted());

    [Fact]
    public void There_are_20_addresses_at_most()
    {
        Everywhere.When(Add("One more", "x")).Refused("ADDRESS_LIMIT", "A customer has at most 20 addresses.");
        Assert.IsType<AddressAdded>(Everywhere.Given(new AddressRemoved(Id, "a-7")).When(Add("One more", "x")).Accepted());
    }

    [Fact]
    public void A_nickname_that_is_taken_is_said_before_the_limit() => Everywhere.When(Add("PLACE 7", "x")).Refused("NICKNAME_TAKEN");

    [Fact]
    public void An_address_is_removed_once()
    {
        AtHome.When(new RemoveAddress("home")).Accepted(new AddressRemoved(Id, "home"));
        AtHome.Given(new AddressRemoved(Id, "home")).When(new RemoveAddress("home")).Refused("ADDRESS_NOT_FOUND", "Address not found.");
        AtHome.When(new RemoveAddress("Home")).Refused("ADDRESS_NOT_FOUND");
    }

    [Fact]
    public void The_others_stay_in_their_order_when_an_address_is_removed() => Assert.Equal(
        [.. Enumerable.Range(1, 20).Where(number => number != 7).Select(number => $"Place {number}")],
        ((Customer)Everywhere.Given(new AddressRemoved(Id, "a-7")).State!).Addresses.Select(address => address.NickName));

    [Fact]
    public void Who_is_verified_already_is_verified_again() => Verified.When(new VerifyCustomer()).Accepted(new CustomerVerified(Id));

    [Fact]
    public void Verifying_changes_nothing_else() =>
        Assert.Equal((Customer)AtHome.State! with { Verified = true }, Verified.State);

    [Fact]
    public void An_erased_customer_has_nothing_but_the_id() => AssertState(
        new Customer(Id, Email: null, Verified: false, SignedUpAt: null, Addresses: []), Erased);

    [Fact]
    public void Whose_email_was_erased_signs_up_anew_and_owes_nothing_to_the_past()
    {
        var later = Scenario.Start.AddDays(1);
        var again = Erased.At(later);

        again.When(new SignUpCustomer(new Personal("ANNA@example.org"))).Accepted(new CustomerSignedUp(Id, new Personal("ANNA@example.org")));
        AssertState(
            new Customer(Id, new Personal("ANNA@example.org"), Verified: false, later, Addresses: []),
            again.Given(new CustomerSignedUp(Id, new Personal("ANNA@example.org"))));
    }

    [Fact]
    public void Only_an_erased_customer_is_final()
    {
        Assert.False(CustomerDecider.Definition.IsFinal(Anna.State!));
        Assert.True(CustomerDecider.Definition.IsFinal(Erased.State!));
    }

    [Fact]
    public void Only_the_erasure_forgets_the_accepted_commands() =>
        Assert.Equal(typeof(CustomerErased), CustomerDecider.Definition.ForgetsCommandsAt);

    [Fact]
    public void What_is_personal_never_slips_into_a_log()
    {
        Assert.DoesNotContain("anna", $"{SignedUp}{Anna.State}{Samples.Named("signUpCustomer")}", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Main St", $"{HomeAdded}{AtHome.State}{Samples.Named("addAddress")}", StringComparison.Ordinal);
    }

    private static AddAddress Add(string nickName, string location, string id = "new") => new(nickName, new Personal(location)) { AddressId = id };

    private static void AssertState(Customer expected, Scenario scenario) => Assert.Equal(Then.Text(expected), Then.Text(scenario.State));
}
