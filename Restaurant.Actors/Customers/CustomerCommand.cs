using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Customers;

/// <summary>What can be asked of a customer. Source of names and rules: the contract's table "Customers".</summary>
public abstract record CustomerCommand : DomainCommand
{
    private const int LongestEmail = 254;

    private CustomerCommand()
    {
    }

    /// <param name="Email">As it was written, trimmed.</param>
    [CommandName("signUpCustomer")]
    public sealed record SignUpCustomer(Personal Email) : CustomerCommand, ICreation
    {
        public override IReadOnlyList<string?> Fields() => [Email.Text];

        public static Checked<SignUpCustomer> From(string? email)
        {
            var invalid = new FieldError("email", "EMAIL_INVALID", "Email must be valid.");
            var rules = new FieldRules();
            var text = rules.Text("email", email, LongestEmail, missing: invalid);
            if (!rules.Reported("email") && text.Split('@') is not [{ Length: > 0 }, { Length: > 0 }])
            {
                rules.Report(invalid, text);
            }

            return rules.Make(() => new SignUpCustomer(new Personal(text)));
        }
    }
}
