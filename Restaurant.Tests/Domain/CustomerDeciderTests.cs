using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Customers.CustomerEvent;

namespace Restaurant.Tests.Domain;

public class CustomerDeciderTests
{
    private const string Id = "aba63b38-a4e2-8e14-bbce-be78504c1ce4";

    private static readonly CustomerSignedUp SignedUp = new(Id, new Personal("Anna@example.org"));
    private static readonly Scenario Nobody = new(CustomerDecider.Definition, Id);
    private static readonly Scenario Anna = Nobody.Given(SignedUp);

    [Fact]
    public void Somebody_signs_up_with_the_email_as_it_was_written() =>
        Nobody.When(new SignUpCustomer(new Personal("Anna@example.org"))).Accepted(SignedUp);

    [Fact]
    public void Who_signed_up_is_not_verified_and_has_no_addresses()
    {
        var customer = Assert.IsType<Customer>(Anna.State);

        Assert.Equal(new Customer(Id, new Personal("Anna@example.org"), Verified: false, Scenario.Start, customer.Addresses), customer);
        Assert.Empty(customer.Addresses);
    }

    [Fact]
    public void An_email_is_taken_once() =>
        Anna.When(new SignUpCustomer(new Personal("anna@example.org"))).Refused("EMAIL_TAKEN", "Email already used.");

    [Fact]
    public void A_customer_is_never_final() => Assert.False(CustomerDecider.Definition.IsFinal(Anna.State!));

    [Fact]
    public void An_email_never_slips_into_a_log() => Assert.DoesNotContain("anna", $"{SignedUp}{Anna.State}", StringComparison.OrdinalIgnoreCase);
}
