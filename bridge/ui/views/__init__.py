"""The pages of the dashboard, made of Panel and Bokeh from the frames of `bridge.ui.data`."""
