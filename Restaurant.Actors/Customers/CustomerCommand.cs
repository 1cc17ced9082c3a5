using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Customers;

/// <summary>What can be asked of a customer. Source of names and rules: the contract's table "Customers".</summary>
public abstract record CustomerCommand : DomainCommand
{
    private const int LongestEmail = 254;
    private const int LongestNickName = 60;
    private const int LongestLocation = 300;

    private CustomerCommand()
    {
    }

    /// <param name="Email">As it was written, trimmed.</param>
    [CommandName("signUpCustomer")]
    [RefusedWith("EMAIL_TAKEN")]
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

    /// <param name="NickName">What the customer calls it.</param>
    [CommandName("addAddress")]
    [RefusedWith("NICKNAME_TAKEN", "ADDRESS_LIMIT")]
    public sealed record AddAddress(string NickName, Personal Location) : CustomerCommand
    {
        /// <summary>The new address's id, minted by the sender.</summary>
        public required string AddressId { get; init; }

        public override IReadOnlyList<string?> Fields() => [NickName, Location.Text];

        public static Checked<AddAddress> From(string? nickName, string? location, string addressId)
        {
            var rules = new FieldRules();
            var name = rules.Text(
                "nickName", nickName, LongestNickName, missing: new FieldError("nickName", "ADDRESS_INCOMPLETE", "Address must have a nickname."));
            var place = rules.Text(
                "location", location, LongestLocation, missing: new FieldError("location", "ADDRESS_INCOMPLETE", "Address must have a location."), lines: true);
            return rules.Make(() => new AddAddress(name, new Personal(place)) { AddressId = addressId });
        }
    }

    [CommandName("removeAddress")]
    [RefusedWith("ADDRESS_NOT_FOUND")]
    public sealed record RemoveAddress(string AddressId) : CustomerCommand
    {
        public string AddressId { get; } = Identifiers.NormalForm(AddressId);

        public override IReadOnlyList<string?> Fields() => [AddressId];
    }

    [CommandName("verifyCustomer")]
    public sealed record VerifyCustomer : CustomerCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    /// <summary>Forgets all that is known of the customer but the id.</summary>
    [CommandName("eraseCustomer")]
    public sealed record EraseCustomer : CustomerCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }
}
