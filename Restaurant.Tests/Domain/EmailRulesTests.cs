using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;

namespace Restaurant.Tests.Domain;

/// <summary>E-mail: one @ with text on both sides.</summary>
public class EmailRulesTests
{
    [Theory]
    [InlineData("a@b")]
    [InlineData("Anna+pizza@example.org")]
    [InlineData("用户@例子.广告")]
    public void An_email_is_kept_as_it_was_written(string written) =>
        Assert.Equal(written, CustomerCommand.SignUpCustomer.From(written).Command?.Email.Text);

    [Fact]
    public void An_email_is_trimmed() =>
        Assert.Equal("anna@example.org", CustomerCommand.SignUpCustomer.From(" anna@example.org\n").Command?.Email.Text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("anna")]
    [InlineData("@")]
    [InlineData("anna@")]
    [InlineData("anna@  ")]
    [InlineData("  @example.org")]
    [InlineData("anna@@example.org")]
    [InlineData("anna@example@org")]
    public void Anything_else_is_no_email(string? written) =>
        Assert.Equal([new FieldError("email", "EMAIL_INVALID", "Email must be valid.")], CustomerCommand.SignUpCustomer.From(written).Errors);

    [Fact]
    public void An_email_has_at_most_254_characters()
    {
        Assert.NotNull(CustomerCommand.SignUpCustomer.From(new string('a', 252) + "@b").Command);
        Assert.Equal(
            [new FieldError("email", "TEXT_TOO_LONG", "email must have at most 254 characters.")],
            CustomerCommand.SignUpCustomer.From(new string('a', 253) + "@b").Errors);
    }

    [Fact]
    public void An_email_has_no_control_characters() =>
        Assert.Equal("TEXT_INVALID", Assert.Single(CustomerCommand.SignUpCustomer.From("an\u0000na@example.org").Errors).Code);
}
