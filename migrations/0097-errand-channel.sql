-- An errand may be made of what somebody asked for on the screen.
{words errand.channel: phone desk paper visit screen};
{words errand_repeat.channel: phone desk paper visit screen};
