using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;

namespace Restaurant.Tests.Domain;

/// <summary>Texts: trimmed, counted in Unicode scalar values, without control characters.</summary>
public class TextRulesTests
{
    [Theory]
    [InlineData("Pizza", "Pizza")]
    [InlineData("  Pizza\t", "Pizza")]
    [InlineData("\r\nPizza\n", "Pizza")]
    [InlineData("\u00a0\u2003Pizza\u3000", "Pizza")]
    [InlineData("Pizza  quattro   stagioni", "Pizza  quattro   stagioni")]
    [InlineData("Cre\u0300me bru\u0302le\u0301e", "Cre\u0300me bru\u0302le\u0301e")]
    [InlineData("山田のピザ", "山田のピザ")]
    [InlineData("شاورما", "شاورما")]
    [InlineData("👨‍👩‍👧‍👦 O’Neill’s <b>\"special\"</b>", "👨‍👩‍👧‍👦 O’Neill’s <b>\"special\"</b>")]
    public void A_text_is_trimmed_and_otherwise_kept_to_the_letter(string written, string kept) =>
        Assert.Equal(kept, Described(written).Command?.Description);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t\r\n\u00a0")]
    public void A_text_that_is_empty_after_trimming_is_missing(string? written)
    {
        AssertError(Described(written), new FieldError("description", "DESCRIPTION_REQUIRED", "Description must be present."));
        Assert.Null(Categorized(written).Command!.Category);
        Assert.Null(OrderCommand.CancelOrder.From(written).Command!.Reason);
        Assert.Null(MenuCommand.MakeMenuItemUnavailable.From(written).Command!.Reason);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("🍕")]
    public void A_length_is_counted_in_scalar_values(string character)
    {
        Assert.Equal(200, RunesOf(Described(Repeat(character, 200)).Command!.Description));
        AssertError(Described(Repeat(character, 201)), new FieldError("description", "TEXT_TOO_LONG", "description must have at most 200 characters."));
    }

    [Fact]
    public void A_family_is_as_long_as_its_parts()
    {
        // Four people and three joiners.
        Assert.Equal(196, RunesOf(Described(Repeat("👨‍👩‍👧‍👦", 28)).Command!.Description));
        AssertError(Described(Repeat("👨‍👩‍👧‍👦", 29)), "TEXT_TOO_LONG");
    }

    [Fact]
    public void Spaces_at_the_ends_do_not_count() =>
        Assert.Equal(200, Described($"  {Repeat("x", 200)}  ").Command!.Description.Length);

    [Fact]
    public void Each_text_has_its_limit()
    {
        Assert.NotNull(Categorized(Repeat("🍕", 60)).Command);
        AssertError(Categorized(Repeat("🍕", 61)), new FieldError("category", "TEXT_TOO_LONG", "category must have at most 60 characters."));
        Assert.NotNull(OrderCommand.CancelOrder.From(Repeat("🍕", 300)).Command);
        AssertError(
            OrderCommand.CancelOrder.From(Repeat("🍕", 301)), new FieldError("reason", "TEXT_TOO_LONG", "reason must have at most 300 characters."));
        Assert.NotNull(MenuCommand.MakeMenuItemUnavailable.From(Repeat("🍕", 300)).Command);
        AssertError(
            MenuCommand.MakeMenuItemUnavailable.From(Repeat("🍕", 301)), new FieldError("reason", "TEXT_TOO_LONG", "reason must have at most 300 characters."));
    }

    [Fact]
    public void A_control_character_is_refused_wherever_it_stands()
    {
        foreach (var control in Enumerable.Range(0, 0x100).Select(code => (char)code).Where(char.IsControl))
        {
            AssertError(
                Described($"Piz{control}za"),
                new FieldError("description", "TEXT_INVALID", "description must not have control characters."));
        }

        AssertError(Described("\u0000"), "TEXT_INVALID");
        AssertError(Described("Pizza\u0000"), "TEXT_INVALID");
        AssertError(Categorized("Ma\nins"), "TEXT_INVALID");
        AssertError(OrderCommand.CancelOrder.From("So\nsorry"), "TEXT_INVALID");
        AssertError(MenuCommand.MakeMenuItemUnavailable.From("So\nsorry"), "TEXT_INVALID");
    }

    [Fact]
    public void What_only_formats_is_no_control_character() =>
        Assert.Equal("a\u200bb\u200fc\u2028d\ufeff", Described("a\u200bb\u200fc\u2028d\ufeff").Command?.Description);

    [Theory]
    [InlineData("Ring\ntwice", true)]
    [InlineData("\n Ring\n\ntwice \n", true)]
    [InlineData("Ring\r\ntwice", false)]
    [InlineData("Ring\ttwice", false)]
    public void A_text_of_several_lines_takes_line_feeds_and_no_other_control_character(string written, bool allowed)
    {
        var rules = new FieldRules();

        var kept = rules.OptionalText("note", written, longest: 500, lines: true);

        Assert.Equal(allowed ? written.Trim() : null, kept);
        Assert.Equal(!allowed, rules.Reported("note"));
    }

    private static Checked<MenuCommand.AddMenuItem> Described(string? description) =>
        MenuCommand.AddMenuItem.From(description, "1", category: null, Currency.Known["USD"]);

    private static Checked<MenuCommand.ModifyMenuItem> Categorized(string? category) =>
        MenuCommand.ModifyMenuItem.From("Pizza", "1", category, Currency.Known["USD"]);

    private static void AssertError<TCommand>(Checked<TCommand> @checked, FieldError expected)
        where TCommand : DomainCommand => Assert.Equal(expected, Assert.Single(@checked.Errors));

    private static void AssertError<TCommand>(Checked<TCommand> @checked, string code)
        where TCommand : DomainCommand => Assert.Equal(code, Assert.Single(@checked.Errors).Code);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static int RunesOf(string text) => text.EnumerateRunes().Count();
}
