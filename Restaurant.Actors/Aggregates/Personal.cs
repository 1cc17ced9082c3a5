namespace Restaurant.Actors.Aggregates;

/// <summary>
/// A text about a person: an e-mail, a location, a note. It is a type of its own so that its stored form can be sealed, and so
/// that it never slips into a log. Deciders carry it and do not look into it.
/// </summary>
/// <param name="Text">The plain text, or null once it can no longer be read.</param>
public sealed record Personal(string? Text)
{
    /// <summary>Says nothing of the text: a record prints its members, and what is printed ends in logs.</summary>
    public override string ToString() => nameof(Personal);
}
