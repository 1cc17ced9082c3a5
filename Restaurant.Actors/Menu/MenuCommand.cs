using System.Globalization;
using Restaurant.Actors.Aggregates;

namespace Restaurant.Actors.Menu;

/// <summary>What can be asked of a menu item. Source of names and rules: the contract's table "Menu".</summary>
public abstract record MenuCommand : DomainCommand
{
    private const int LongestDescription = 200;
    private const int LongestCategory = 60;
    private const int LongestReason = 300;
    private const decimal HighestPrice = 99_999.99m;

    private MenuCommand()
    {
    }

    /// <param name="Price">In the scale of the restaurant's currency.</param>
    [CommandName("addMenuItem")]
    public sealed record AddMenuItem(string Description, decimal Price, string? Category) : MenuCommand, ICreation
    {
        public override IReadOnlyList<string?> Fields() => FieldsOf(Description, Price, Category);

        public static Checked<AddMenuItem> From(string? description, string? price, string? category, Currency currency) =>
            Item(description, price, category, currency, (d, p, c) => new AddMenuItem(d, p, c));
    }

    /// <summary>Replaces all three: a missing category is none.</summary>
    [CommandName("modifyMenuItem")]
    [RefusedWith("MENU_ITEM_INACTIVE")]
    public sealed record ModifyMenuItem(string Description, decimal Price, string? Category) : MenuCommand
    {
        public override IReadOnlyList<string?> Fields() => FieldsOf(Description, Price, Category);

        public static Checked<ModifyMenuItem> From(string? description, string? price, string? category, Currency currency) =>
            Item(description, price, category, currency, (d, p, c) => new ModifyMenuItem(d, p, c));
    }

    /// <param name="Reason">What to tell those who want to order it, or null.</param>
    [CommandName("makeMenuItemUnavailable")]
    [RefusedWith("MENU_ITEM_INACTIVE")]
    public sealed record MakeMenuItemUnavailable(string? Reason) : MenuCommand
    {
        public override IReadOnlyList<string?> Fields() => [Reason];

        public static Checked<MakeMenuItemUnavailable> From(string? reason)
        {
            var rules = new FieldRules();
            var text = rules.OptionalText("reason", reason, LongestReason);
            return rules.Make(() => new MakeMenuItemUnavailable(text));
        }
    }

    [CommandName("makeMenuItemAvailable")]
    [RefusedWith("MENU_ITEM_INACTIVE")]
    public sealed record MakeMenuItemAvailable : MenuCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    [CommandName("removeMenuItem")]
    [RefusedWith("MENU_ITEM_INACTIVE")]
    public sealed record RemoveMenuItem : MenuCommand
    {
        public override IReadOnlyList<string?> Fields() => [];
    }

    private static Checked<TCommand> Item<TCommand>(
        string? description, string? price, string? category, Currency currency, Func<string, decimal, string?, TCommand> command)
        where TCommand : DomainCommand
    {
        var rules = new FieldRules();
        var checkedDescription = rules.Text(
            "description", description, LongestDescription, new FieldError("description", "DESCRIPTION_REQUIRED", "Description must be present."));
        var checkedPrice = rules.Money("price", "PRICE_INVALID", price, HighestPrice, currency);
        var checkedCategory = rules.OptionalText("category", category, LongestCategory);
        return rules.Make(() => command(checkedDescription, checkedPrice, checkedCategory));
    }

    private static string?[] FieldsOf(string description, decimal price, string? category) =>
        [description, price.ToString(CultureInfo.InvariantCulture), category];
}
