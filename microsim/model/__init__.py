"""The crime model: sampled window by window as a neworder model, or recorded crimes played back."""
